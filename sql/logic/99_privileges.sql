-- Owners and rights of all functions, the last step: definer functions belong to hansa_sys, the rest to hansa_owner, nothing to PUBLIC.
GRANT CREATE ON SCHEMA hansa TO hansa_sys;
DO $$
DECLARE f record;
BEGIN
  FOR f IN SELECT p.oid::regprocedure AS name, CASE WHEN p.prosecdef THEN 'hansa_sys' ELSE 'hansa_owner' END AS owner,
      pg_get_userbyid(p.proowner) AS owner_now
    FROM pg_proc p WHERE p.pronamespace = 'hansa'::regnamespace
  LOOP
    IF f.owner <> f.owner_now THEN
      EXECUTE format('ALTER FUNCTION %s OWNER TO %I', f.name, f.owner);
    END IF;
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f.name);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO hansa_sys', f.name);
  END LOOP;
END $$;
REVOKE CREATE ON SCHEMA hansa FROM hansa_sys;
