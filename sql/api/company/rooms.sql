-- GET /api/company/rooms
-- The rooms your company is in, those you were not let into among them: what they are called and who of your people is in them, never
-- what is said there. The newest first.
-- auth: admin    returns: page
-- :after  cursor?
-- :limit  int = 50    1..200
-- > id uuid
-- > kind text  free, record, or notes of a room that is no longer yours
-- > about_kind text?
-- > title text?  as your company reads it
-- > listed bool  only those let in see it
-- > people int  of your company, who may see it
-- > inside [uuid]  the people let in, where it is listed
-- > since timestamptz
SELECT r.id, r.kind, r.about_kind, r.title, r.listed, r.people, to_jsonb(r.inside) AS inside, r.since, r.since || '|' || r.id AS _cursor
FROM hansa.company_rooms(hansa.cursor_at(:after), hansa.cursor_id(:after), :limit + 1) r
