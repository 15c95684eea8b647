-- DELETE /api/rooms/{id}/companies/{company_id}
-- Takes a company out of your company's room, or its invitation back, at once.
-- auth: manager    returns: none    scope: rooms:write
-- :id          uuid
-- :company_id  uuid
SELECT hansa.room_remove(:id, :company_id)
