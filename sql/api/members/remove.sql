-- DELETE /api/members/{person_id}
-- Takes a person out of your company and ends that person's sessions in it.
-- auth: admin    returns: none
-- :person_id  uuid
SELECT hansa.member_remove(:person_id)
