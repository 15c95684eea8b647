-- DELETE /api/rooms/{id}/guests/{guest_id}
-- Ends a guest's link and place at once.
-- auth: manager    returns: none
-- :id        uuid
-- :guest_id  uuid
SELECT hansa.guest_revoke(:id, :guest_id)
