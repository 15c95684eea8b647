-- GET /api/records/{id}/grants
-- Who may see a record. Its owner sees everybody; another company sees itself and the owner.
-- auth: viewer    returns: many    scope: records:read
-- :id uuid
-- > company_id uuid
-- > name text
-- > level text
-- > owner bool
-- > since timestamptz
SELECT x.company_id, x.name, x.level, x.owner, x.since FROM hansa.grants_of(:id) x
