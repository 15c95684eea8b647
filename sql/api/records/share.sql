-- PUT /api/records/{id}/grants/{company_id}
-- Shares a record with a partner, or changes the level of a share.
-- A receiver never passes a record on; a contact needs its person's consent.
-- auth: member    returns: none    scope: records:share
-- :id          uuid
-- :company_id  uuid
-- :level       text   one of teaser|read|comment|edit
SELECT hansa.share(:id, :company_id, :level)
