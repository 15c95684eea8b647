-- POST /api/views
-- Saves a view of a list under a name.
-- auth: viewer    returns: one    status: 201    idempotent
-- :kind    text = leads   one of leads
-- :name    text           1..80
-- :shared  bool = false   with everybody in your company
-- :query   text           0..4000; of the list's URL
-- > id uuid
-- > version int
SELECT v.id, v.version FROM hansa.view_save(:kind, :name, :shared, :query) v
