-- DELETE /api/records/{id}/grants/{company_id}
-- Takes a share back at once, or gives back one that your company received.
-- auth: member    returns: none    scope: records:share
-- :id          uuid
-- :company_id  uuid
SELECT hansa.unshare(:id, :company_id)
