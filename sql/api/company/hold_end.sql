-- DELETE /api/company/holds/{id}
-- Ends a hold. What only it kept of deleted messages goes.
-- auth: admin    returns: none
-- :id uuid
SELECT hansa.hold_end(:id)
