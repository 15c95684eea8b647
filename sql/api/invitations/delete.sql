-- DELETE /api/invitations/{id}
-- Withdraw an invitation that nobody has accepted yet.
-- auth: admin    returns: none
-- :id   uuid
SELECT hansa.invitation_delete(:id)
