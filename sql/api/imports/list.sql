-- GET /api/imports
-- Your imports in this company, newest first; kept for thirty days.
-- auth: member    returns: many    scope: imports:read
-- > id uuid
-- > kind text
-- > name text
-- > state text
-- > total int
-- > done int
-- > ok int
-- > failed int
-- > duplicates int
-- > created_at timestamptz
-- > finished_at timestamptz?
SELECT i.id, i.kind, i.name, i.state, i.total, i.done, i.ok, i.failed, i.twins AS duplicates, i.created_at, i.finished_at
FROM hansa.import_ i WHERE i.company_id = (SELECT hansa.cur()) ORDER BY i.created_at DESC, i.id DESC LIMIT 200
