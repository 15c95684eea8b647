-- DELETE /api/orders/{id}/tracking-link
-- Withdraws the public link of an order.
-- auth: member    returns: none    scope: orders:write
-- :id uuid
SELECT hansa.tracking_revoke(:id)
