-- Roles, schemas, extensions and default privileges. Run by a superuser, before every migration; safe to repeat.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'hansa_owner') THEN
    CREATE ROLE hansa_owner NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'hansa_sys') THEN
    CREATE ROLE hansa_sys NOLOGIN BYPASSRLS;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'hansa_app') THEN
    CREATE ROLE hansa_app LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
  END IF;
  EXECUTE format('REVOKE TEMPORARY, CREATE ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO hansa_app', current_database());
END $$;

-- A cached plan that knows nothing of the parameters keeps the keyset walk of an index; planning under RLS costs 1 ms a query.
ALTER ROLE hansa_app SET search_path = pg_catalog;
ALTER ROLE hansa_app SET plan_cache_mode = force_generic_plan;
ALTER ROLE hansa_app SET jit = off;
ALTER ROLE hansa_app SET timezone = 'UTC';
-- A transaction left open holds back the event feed of everybody.
ALTER ROLE hansa_app SET idle_in_transaction_session_timeout = '5s';

REVOKE ALL ON SCHEMA public FROM PUBLIC;
CREATE SCHEMA IF NOT EXISTS hansa AUTHORIZATION hansa_owner;
CREATE SCHEMA IF NOT EXISTS hansa_ext;
GRANT USAGE ON SCHEMA hansa TO hansa_app, hansa_sys;
GRANT USAGE ON SCHEMA hansa_ext TO hansa_app, hansa_sys, hansa_owner;
CREATE EXTENSION IF NOT EXISTS btree_gin WITH SCHEMA hansa_ext;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA hansa_ext;
CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA hansa_ext;

-- Sizes and row counts of the whole server are nobody's business but the operator's.
REVOKE SELECT ON pg_catalog.pg_stat_user_tables, pg_catalog.pg_stat_all_tables, pg_catalog.pg_stat_user_indexes,
  pg_catalog.pg_stat_all_indexes, pg_catalog.pg_statio_user_tables, pg_catalog.pg_statio_all_tables FROM PUBLIC;

ALTER DEFAULT PRIVILEGES FOR ROLE hansa_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE hansa_sys REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE hansa_owner IN SCHEMA hansa GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO hansa_sys;
ALTER DEFAULT PRIVILEGES FOR ROLE hansa_owner IN SCHEMA hansa GRANT USAGE ON SEQUENCES TO hansa_sys;

CREATE TABLE IF NOT EXISTS hansa.schema_migration (
  version text PRIMARY KEY,
  sha256 text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now(),
  ms integer NOT NULL DEFAULT 0
);
ALTER TABLE hansa.schema_migration OWNER TO hansa_owner;
ALTER TABLE hansa.schema_migration ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS owner ON hansa.schema_migration;
CREATE POLICY owner ON hansa.schema_migration TO hansa_owner USING (true) WITH CHECK (true);
