-- GET /api/records/{id}
-- What kind of record an id is.
-- auth: viewer    returns: one    scope: records:read
-- :id uuid
-- > kind text
-- > id uuid
SELECT g.kind, g.record_id AS id FROM hansa.grant_ g WHERE g.record_id = :id AND g.company_id = (SELECT hansa.cur())
