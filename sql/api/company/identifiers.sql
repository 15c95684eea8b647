-- GET /api/company/identifiers
-- By what your company is known: domains, DUNS, GLN, tax ids, ISA addresses.
-- auth: viewer    returns: many    scope: company:read
-- > id uuid
-- > scheme text
-- > value text
-- > created_at timestamptz
SELECT i.id, i.scheme, i.value, i.created_at FROM hansa.company_identifier i
WHERE i.company_id = (SELECT hansa.cur()) ORDER BY i.scheme, i.value
