-- GET /api/calendar-feeds
-- Your calendar feeds in this company. The address of a feed is told only when it is made.
-- auth: viewer    returns: many
-- > id uuid
-- > name text
-- > scope text
-- > created_at timestamptz
-- > read_at timestamptz?   when a calendar last asked for it, to the hour
SELECT f.id, f.name, f.scope, f.created_at, f.read_at FROM hansa.calendar_feed f
WHERE f.company_id = (SELECT hansa.cur()) AND f.person_id = (SELECT hansa.me()) ORDER BY f.created_at DESC, f.id
