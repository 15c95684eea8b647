-- Which migrations the database has, for the server's word on whether it is ready.
GRANT SELECT (version) ON hansa.schema_migration TO hansa_sys;
CREATE OR REPLACE FUNCTION hansa.schema_version() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT max(m.version) FROM hansa.schema_migration m WHERE m.version <> 'logic');
END $$;
COMMENT ON FUNCTION hansa.schema_version() IS 'definer: tells the name of the newest migration and nothing else';

GRANT EXECUTE ON FUNCTION hansa.schema_version() TO hansa_app;
