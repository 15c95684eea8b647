-- POST /api/partnerships
-- Asks another company, known by its domain, to become a partner.
-- auth: manager    returns: one    status: 201    idempotent    scope: partnerships:write
-- :domain      text    1..253; such as example.com
-- :my_role     text    one of vendor|distributor|reseller|customer
-- :their_role  text    one of vendor|distributor|reseller|customer
-- :message     text?   1..2000
-- > id uuid
SELECT hansa.partnership_invite(:domain, :my_role, :their_role, :message) AS id
