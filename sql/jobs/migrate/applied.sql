-- lane: none
SELECT version, sha256 FROM hansa.schema_migration ORDER BY version
