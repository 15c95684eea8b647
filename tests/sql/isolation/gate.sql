-- The catalogue gate: one line for everything in the schema that breaks a rule of tenancy. No line is the pass.
CREATE FUNCTION t.gate() RETURNS TABLE (rule text, what text) LANGUAGE sql AS $$
  SELECT 'row security is enabled and forced', relname::text FROM pg_class
    WHERE relnamespace = 'hansa'::regnamespace AND relkind IN ('r', 'p') AND NOT (relrowsecurity AND relforcerowsecurity)
  UNION ALL
  SELECT 'a table belongs to hansa_owner', relname::text FROM pg_class
    WHERE relnamespace = 'hansa'::regnamespace AND relkind IN ('r', 'p', 'S', 'v') AND pg_get_userbyid(relowner) <> 'hansa_owner'
  UNION ALL
  SELECT 'a view runs with the rights of its reader', relname::text FROM pg_class
    WHERE relnamespace = 'hansa'::regnamespace AND relkind = 'v' AND NOT coalesce('security_invoker=true' = ANY (reloptions), false)
  UNION ALL
  SELECT 'no materialised view', relname::text FROM pg_class WHERE relnamespace = 'hansa'::regnamespace AND relkind = 'm'
  UNION ALL
  SELECT 'a policy names the company, the person or a grant', tablename || '.' || policyname FROM pg_policies
    WHERE schemaname = 'hansa' AND roles = '{hansa_app}' AND tablename NOT IN ('transition', 'message_text')
      AND coalesce(qual, '') || coalesce(with_check, '') !~ 'hansa\.(cur|me)\(\)|hansa\.(shipment|invoice|message|file_) '
  UNION ALL
  SELECT 'a policy is for hansa_app, or for the owner of texts', tablename || '.' || policyname FROM pg_policies
    WHERE schemaname = 'hansa' AND roles <> '{hansa_app}'
      AND NOT (roles = '{hansa_owner}' AND tablename IN ('transition', 'message_text', 'schema_migration'))
  UNION ALL
  SELECT 'a definer function is on the list', p.oid::regprocedure::text FROM pg_proc p
    WHERE p.pronamespace = 'hansa'::regnamespace AND p.prosecdef AND NOT EXISTS (SELECT FROM t.definer d WHERE d.name = p.proname)
  UNION ALL
  SELECT 'the list names only definer functions', d.name FROM t.definer d
    WHERE NOT EXISTS (SELECT FROM pg_proc p WHERE p.pronamespace = 'hansa'::regnamespace AND p.proname = d.name AND p.prosecdef)
  UNION ALL
  SELECT 'a definer function says why', p.oid::regprocedure::text FROM pg_proc p
    WHERE p.pronamespace = 'hansa'::regnamespace AND p.prosecdef AND coalesce(obj_description(p.oid, 'pg_proc'), '') !~ '^definer: '
  UNION ALL
  SELECT 'hansa_sys owns the definer functions, hansa_owner the others', p.oid::regprocedure::text FROM pg_proc p
    WHERE p.pronamespace = 'hansa'::regnamespace AND pg_get_userbyid(p.proowner) <> CASE WHEN p.prosecdef THEN 'hansa_sys' ELSE 'hansa_owner' END
  UNION ALL
  SELECT 'a function fixes its search_path or is parsed when it is made', p.oid::regprocedure::text FROM pg_proc p
    WHERE p.pronamespace = 'hansa'::regnamespace AND p.prosqlbody IS NULL
      AND NOT coalesce('search_path=pg_catalog, pg_temp' = ANY (p.proconfig), false)
  UNION ALL
  SELECT 'no function is leakproof', p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = 'hansa'::regnamespace AND p.proleakproof
  UNION ALL
  SELECT 'no function is for everybody', p.oid::regprocedure::text FROM pg_proc p
    WHERE p.pronamespace = 'hansa'::regnamespace AND EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x WHERE x.grantee = 0)
  UNION ALL
  SELECT 'the application cannot call internals', p.oid::regprocedure::text FROM pg_proc p
    WHERE p.pronamespace = 'hansa'::regnamespace AND p.proname LIKE '%\_' AND has_function_privilege('hansa_app', p.oid, 'EXECUTE') AND p.prosecdef
  UNION ALL
  SELECT 'the application may not ' || right_, c.relname FROM pg_class c, unnest(ARRAY['TRUNCATE', 'REFERENCES', 'TRIGGER']) right_
    WHERE c.relnamespace = 'hansa'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND has_table_privilege('hansa_app', c.oid, right_)
  UNION ALL
  SELECT 'the application may not update', c.relname || '.' || a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
    WHERE c.relnamespace = 'hansa'::regnamespace AND c.relkind = 'r'
      AND a.attname IN ('id', 'company_id', 'partner_id', 'record_id', 'root_id', 'lead_id', 'order_id', 'owner_id', 'audience', 'level')
      AND has_column_privilege('hansa_app', c.oid, a.attnum, 'UPDATE')
  UNION ALL
  SELECT 'the application may not read', c.relname || '.' || a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
    WHERE c.relnamespace = 'hansa'::regnamespace AND c.relkind = 'r' AND a.attname ~ '(password|token|key)_hash$'
      AND has_column_privilege('hansa_app', c.oid, a.attnum, 'SELECT')
  UNION ALL
  SELECT 'the application may not use sequences', relname::text FROM pg_class
    WHERE relnamespace = 'hansa'::regnamespace AND CASE relkind WHEN 'S' THEN has_sequence_privilege('hansa_app', oid, 'SELECT') ELSE false END
  UNION ALL
  SELECT 'the application may not create', nspname::text FROM pg_namespace WHERE has_schema_privilege('hansa_app', oid, 'CREATE') AND nspname !~ '^pg_'
  UNION ALL
  SELECT 'the application may not make temporary tables', current_database()::text WHERE has_database_privilege('hansa_app', current_database(), 'TEMP')
  UNION ALL
  SELECT 'the application is neither owner, member, superuser nor bypasses', rolname::text FROM pg_roles r
    WHERE rolname = 'hansa_app' AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication OR rolinherit
      OR EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid) OR EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid)
      OR EXISTS (SELECT FROM pg_proc p WHERE p.proowner = r.oid))
  UNION ALL
  SELECT 'only the application logs in', rolname::text FROM pg_roles WHERE rolname IN ('hansa_owner', 'hansa_sys') AND rolcanlogin
  UNION ALL
  SELECT 'everybody has no rights on tables', c.relname::text FROM pg_class c, aclexplode(c.relacl) x
    WHERE c.relnamespace = 'hansa'::regnamespace AND x.grantee = 0
  UNION ALL
  -- a unique key without the company tells whether another company has the value; random ids and secrets tell nothing
  SELECT 'a unique key carries the company', i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
    WHERE c.relnamespace = 'hansa'::regnamespace AND i.indisunique
      AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
        AND (a.attname = 'company_id' OR a.atttypid = 'uuid'::regtype OR a.attname ~ '^(token|token_hash|key_hash)$'))
      AND i.indexrelid::regclass::text NOT IN (
        'hansa.company_slug_key', 'hansa.person_email',       -- known to operators and to the log-in only
        'hansa.partnership_pair',                              -- of the two companies themselves
        'hansa.event_pkey', 'hansa.throttle_pkey', 'hansa.transition_pkey', 'hansa.message_text_pkey', 'hansa.schema_migration_pkey');
$$;
