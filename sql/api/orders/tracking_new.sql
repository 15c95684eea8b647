-- POST /api/orders/{id}/tracking-link
-- Makes a new public link to follow an order; the former link stops working.
-- auth: member    returns: one    status: 201    idempotent    scope: orders:write
-- :id uuid
-- > token text
-- > path text
SELECT t.token, '/t/' || t.token AS path FROM (SELECT hansa.tracking_new(:id) AS token) t
