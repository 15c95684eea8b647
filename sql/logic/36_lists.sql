-- What several lists share: the keys of one page of records of a kind, by time or by words; what goes to a partner.

-- Two ways, of which one runs. Not a definer function: row security of the caller holds, and the planner sees through it.
CREATE OR REPLACE FUNCTION hansa.record_page(p_kind text, p_q text, p_at timestamptz, p_id uuid, p_limit int)
RETURNS TABLE (record_id uuid, sort_at timestamptz, level smallint, rev int, shares int, owner_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
  (SELECT g.record_id, g.sort_at, g.level, g.rev, g.shares, g.owner_id FROM hansa.grant_ g
   WHERE p_q IS NULL AND g.company_id = (SELECT hansa.cur()) AND g.kind = p_kind AND (g.sort_at, g.record_id) < (p_at, p_id)
   ORDER BY g.sort_at DESC, g.record_id DESC LIMIT p_limit)
  UNION ALL
  (SELECT g.record_id, g.sort_at, g.level, g.rev, g.shares, g.owner_id
   FROM hansa.search_ids(p_q, p_kind) s JOIN hansa.grant_ g ON g.record_id = s.record_id AND g.company_id = (SELECT hansa.cur())
   WHERE p_q IS NOT NULL AND (g.sort_at, g.record_id) < (p_at, p_id)
   ORDER BY g.sort_at DESC, g.record_id DESC LIMIT p_limit);
END;

-- Which of the caller's records another company holds, and at which level.
CREATE OR REPLACE FUNCTION hansa.shared_with(p_company uuid) RETURNS TABLE (record_id uuid, kind text, level smallint, since timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE v_cur uuid := hansa.cur();
BEGIN
  RETURN QUERY SELECT g.record_id, g.kind, g.level, g.since FROM hansa.grant_ g
    WHERE g.company_id = p_company AND g.owner_id = v_cur AND g.level < 5 AND g.kind IN ('lead', 'account', 'contact', 'product');
END $$;
COMMENT ON FUNCTION hansa.shared_with(uuid) IS 'definer: reads another company''s grants on the caller''s own records';

GRANT EXECUTE ON FUNCTION hansa.record_page(text, text, timestamptz, uuid, int), hansa.shared_with(uuid) TO hansa_app;
