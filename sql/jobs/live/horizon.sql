-- Everything before the first number is decided; the second is the next transaction to begin.
SELECT pg_snapshot_xmin(s)::text, pg_snapshot_xmax(s)::text FROM pg_current_snapshot() AS s
