-- What the charts read beyond the caller's own grants.

-- With whom the caller's own leads are shared. From the partners' side, so that the index by company and owner serves.
CREATE OR REPLACE FUNCTION hansa.leads_given() RETURNS TABLE (record_id uuid, company_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT g.record_id, g.company_id FROM hansa.grant_ k
    JOIN hansa.grant_ g ON g.company_id = k.record_id AND g.owner_id = k.company_id AND g.kind = 'lead' AND g.level < 5
    WHERE k.company_id = hansa.cur() AND k.kind = 'company' AND k.level < 5;
END $$;
ALTER FUNCTION hansa.leads_given() OWNER TO hansa_sys;
COMMENT ON FUNCTION hansa.leads_given() IS 'definer: reads other companies'' grants on the caller''s own leads';
REVOKE ALL ON FUNCTION hansa.leads_given() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hansa.leads_given() TO hansa_app;
