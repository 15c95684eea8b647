-- lane: none
-- The server's own word: version, how far its clock is from $1 (milliseconds since 1970), connections in use and allowed.
SELECT pg_catalog.current_setting('server_version') AS version,
       (extract(epoch FROM pg_catalog.clock_timestamp()) * 1000)::bigint - $1::bigint AS off_ms,
       (SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE datname IS NOT NULL) AS used,
       pg_catalog.current_setting('max_connections')::int AS most,
       pg_catalog.current_setting('server_encoding') AS encoding
