-- GET /api/leads/counts
-- How many leads stand in each stage.
-- auth: viewer    returns: many    scope: leads:read
-- > stage text
-- > count bigint
SELECT g.status AS stage, count(*) AS count FROM hansa.grant_ g
WHERE g.company_id = (SELECT hansa.cur()) AND g.kind = 'lead' GROUP BY g.status ORDER BY g.status
