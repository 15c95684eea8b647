-- Everything before the first number is decided; the second is the next transaction to begin. The third names the run of the
-- database: after a crash, numbers of transactions that never reached the disk are given out again (and its statistics begin anew).
SELECT pg_snapshot_xmin(s)::text, pg_snapshot_xmax(s)::text,
  md5(pg_postmaster_start_time()::text || (SELECT w.stats_reset::text FROM pg_stat_wal AS w))
FROM pg_current_snapshot() AS s
