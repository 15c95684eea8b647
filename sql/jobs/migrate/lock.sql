-- lane: none
-- Many servers may start at once; one migrates, the others wait and find it done.
SELECT pg_catalog.pg_advisory_lock(pg_catalog.hashtextextended('hansa.schema_migration', 0))
