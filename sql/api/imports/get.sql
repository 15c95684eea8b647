-- GET /api/imports/{id}
-- An import and how far it is.
-- auth: member    returns: one    scope: imports:read
-- :id uuid
-- > id uuid
-- > kind text
-- > name text
-- > state text             new, checking, checked, running, done or stopped
-- > columns [text]
-- > mapping json           the number of a column, from 0, and its field
-- > sample [[text]]        the first five rows
-- > on_duplicate text      skip or create
-- > total int              rows of the file
-- > done int               rows looked at
-- > ok int
-- > failed int
-- > duplicates int
-- > why text?              why it stopped: check (in a trial, which may begin again), asked, role
-- > problems [{row int, column text?, field text?, type text, detail text}]   the first fifty; row is the line in the file, its header is 1
-- > created_at timestamptz
-- > finished_at timestamptz?
SELECT i.id, i.kind, i.name, i.state, to_jsonb(i.columns) AS columns, i.mapping,
  (SELECT coalesce(jsonb_agg(to_jsonb(r.cells) ORDER BY r.row), '[]') FROM (SELECT * FROM hansa.import_row x WHERE x.import_id = i.id ORDER BY x.row LIMIT 5) r) AS sample,
  i.duplicates AS on_duplicate, i.total, i.done, i.ok, i.failed, i.twins AS duplicates, i.why, hansa.import_problems(i, 50) AS problems, i.created_at, i.finished_at
FROM hansa.import_ i WHERE i.id = :id
