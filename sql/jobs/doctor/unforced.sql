-- lane: none
-- Tables that would let one company see another's rows to somebody, and how many there are in all.
SELECT count(*) AS tables,
       string_agg(c.relname, ', ' ORDER BY c.relname) FILTER (WHERE NOT (c.relrowsecurity AND c.relforcerowsecurity)) AS bare
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'hansa' AND c.relkind IN ('r', 'p')
