-- lane: none
-- What only a superuser can bring.
SELECT string_agg(what, ', ' ORDER BY place)
FROM (
  SELECT 1 AS place, 'role ' || name AS what FROM unnest(ARRAY['hansa_owner', 'hansa_sys', 'hansa_app']) name
    WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = name)
  UNION ALL
  SELECT 2, 'membership of ' || current_user || ' in ' || rolname FROM pg_catalog.pg_roles
    WHERE rolname IN ('hansa_owner', 'hansa_sys') AND NOT pg_catalog.pg_has_role(current_user, oid, 'USAGE')
  UNION ALL
  SELECT 3, 'table hansa.schema_migration' WHERE pg_catalog.to_regclass('hansa.schema_migration') IS NULL
) missing
