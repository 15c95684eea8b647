-- lane: none
INSERT INTO hansa.schema_migration (version, sha256, ms) VALUES ($1, $2, $3::integer)
ON CONFLICT (version) DO UPDATE SET sha256 = excluded.sha256, applied_at = now(), ms = excluded.ms
