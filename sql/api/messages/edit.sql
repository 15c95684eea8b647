-- PATCH /api/messages/{id}
-- Changes what you wrote, as your company's rule allows. Others see that it was changed, and what it said before.
-- auth: guest    returns: one    scope: rooms:write    body_cap: 262144
-- :id    uuid
-- :text  text   0..20000
-- :rev   int    the one you changed
-- > id uuid
-- > rev int
SELECT x.id, x.rev FROM hansa.message_edit(:id, :text, :rev) x
