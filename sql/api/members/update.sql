-- PATCH /api/members/{person_id}
-- Changes a person's role in your company.
-- auth: admin    returns: none
-- :person_id  uuid
-- :role       text   one of viewer|member|manager|admin
SELECT hansa.member_set_role(:person_id, :role)
