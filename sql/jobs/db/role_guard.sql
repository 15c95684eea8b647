-- lane: none
-- Why the role that logs in must not serve: it, or a role it can become, could see past the policies. No row: it may.
SELECT r.rolname, why.text
FROM pg_catalog.pg_roles r,
LATERAL (
  SELECT CASE
    WHEN r.rolsuper THEN 'is a superuser'
    WHEN r.rolbypassrls THEN 'bypasses row-level security'
    WHEN r.rolcreaterole THEN 'may create roles and so join any'
    WHEN r.rolreplication THEN 'may replicate and so read everything'
    WHEN r.rolname IN ('hansa_owner', 'hansa_sys') THEN 'is not a role to log in with'
    WHEN EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.relowner = r.oid AND c.relnamespace = n.oid)
      OR EXISTS (SELECT FROM pg_catalog.pg_proc p WHERE p.proowner = r.oid AND p.pronamespace = n.oid)
      OR EXISTS (SELECT FROM pg_catalog.pg_namespace s WHERE s.nspowner = r.oid AND s.oid = n.oid)
      THEN 'owns parts of the schema hansa'
  END AS text
  FROM (SELECT (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = 'hansa') AS oid) n
) why
WHERE pg_catalog.pg_has_role(current_user, r.oid, 'MEMBER') AND why.text IS NOT NULL
ORDER BY r.rolname <> current_user, r.rolname
LIMIT 1
