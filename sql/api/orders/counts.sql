-- GET /api/orders/counts
-- How many orders stand in each state.
-- auth: viewer    returns: many    scope: orders:read
-- > state text
-- > count bigint
SELECT g.status AS state, count(*) AS count FROM hansa.grant_ g
WHERE g.company_id = (SELECT hansa.cur()) AND g.kind = 'order' GROUP BY g.status ORDER BY g.status
