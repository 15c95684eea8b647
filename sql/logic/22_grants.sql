-- share and unshare: the owner decides, record by record; a receiver never passes on.
-- Takes away what a company holds of another's records: all of them, or those listed.
CREATE OR REPLACE FUNCTION hansa.revoke_(p_company uuid, p_owner uuid, p_records uuid[], p_reason text, p_keep boolean)
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_gone uuid[];
BEGIN
  SELECT array_agg(g.record_id) INTO v_gone FROM hansa.grant_ g
    WHERE g.company_id = p_company AND g.owner_id = p_owner AND g.level < 5 AND g.kind IN ('lead', 'account', 'contact', 'product')
      AND (p_records IS NULL OR g.record_id = ANY (p_records));
  PERFORM hansa.lock_(v_gone);
  -- Again under the lock: somebody else may have taken some of them away meanwhile.
  SELECT array_agg(g.record_id) INTO v_gone FROM hansa.grant_ g
    WHERE g.company_id = p_company AND g.record_id = ANY (v_gone) AND g.level < 5;
  IF v_gone IS NULL THEN
    RETURN 0;
  END IF;
  IF p_keep THEN
    PERFORM hansa.snapshot_(p_company, v_gone);
  END IF;
  INSERT INTO hansa.event (stream_id, kind, record_kind, record_id, company_id, audience, body)
  SELECT g.record_id, 'grant.revoked', g.kind, g.record_id, hansa.cur(), p_company, jsonb_build_object('why', p_reason)
    FROM hansa.grant_ g WHERE g.company_id = p_company AND g.record_id = ANY (v_gone);
  INSERT INTO hansa.event (stream_id, kind, record_kind, record_id, company_id, audience, body)
  SELECT g.record_id, g.kind || '.updated', g.kind, g.record_id, hansa.cur(), p_owner, '{}'
    FROM hansa.grant_ g WHERE g.company_id = p_company AND g.record_id = ANY (v_gone);
  INSERT INTO hansa.timeline (root_id, kind, company_id, person_id, actor_name, visibility, action, body)
  SELECT g.record_id, g.kind, p_owner, CASE WHEN hansa.cur() = p_owner THEN hansa.me() END, hansa.actor_name(), 'own', 'unshared',
      jsonb_build_object('company', c.name, 'why', p_reason)
    FROM hansa.grant_ g JOIN hansa.company c ON c.id = p_company WHERE g.company_id = p_company AND g.record_id = ANY (v_gone);
  PERFORM hansa.room_revoke_(p_company, ARRAY(SELECT r.id FROM hansa.room r WHERE r.about_id = ANY (v_gone) AND r.kind = 'record' ORDER BY r.id), p_reason, p_keep);
  UPDATE hansa.grant_ g SET shares = g.shares - 1 WHERE g.record_id = ANY (v_gone) AND g.company_id = p_owner;
  PERFORM hansa.tasks_withdraw_(p_company, v_gone);
  DELETE FROM hansa.search_doc d WHERE d.company_id = p_company AND d.record_id = ANY (v_gone);
  DELETE FROM hansa.grant_ g WHERE g.company_id = p_company AND g.record_id = ANY (v_gone);
  RETURN cardinality(v_gone);
END $$;
COMMENT ON FUNCTION hansa.revoke_(uuid, uuid, uuid[], text, boolean) IS 'definer: internal; removes grants';

-- What a company that could read keeps when a partnership ends: outline, identity and detail, nothing personal,
-- nothing commercial. Numbered and hashed, so that both sides can prove what was handed over.
CREATE OR REPLACE FUNCTION hansa.snapshot_(p_company uuid, p_records uuid[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO hansa.snapshot (record_id, company_id, revision, kind, body, hash)
  SELECT g.record_id, g.company_id,
    1 + coalesce((SELECT max(s.revision) FROM hansa.snapshot s WHERE s.company_id = g.company_id AND s.record_id = g.record_id), 0),
    g.kind, b.body, sha256(convert_to(b.body::text, 'UTF8'))
  FROM hansa.grant_ g CROSS JOIN LATERAL (
    SELECT to_jsonb(l) - 'assigned_to' || jsonb_build_object('identity', to_jsonb(i) - 'lead_id', 'detail', to_jsonb(t) - 'lead_id') AS body
      FROM hansa.lead l LEFT JOIN hansa.lead_identity i ON i.lead_id = l.id LEFT JOIN hansa.lead_detail t ON t.lead_id = l.id
      WHERE g.kind = 'lead' AND l.id = g.record_id
    UNION ALL SELECT to_jsonb(a) FROM hansa.account a WHERE g.kind = 'account' AND a.id = g.record_id
    UNION ALL SELECT to_jsonb(p) - 'price_minor' - 'currency' FROM hansa.product p WHERE g.kind = 'product' AND p.id = g.record_id) b
  WHERE g.company_id = p_company AND g.record_id = ANY (p_records) AND g.level >= 2;
$$;
COMMENT ON FUNCTION hansa.snapshot_(uuid, uuid[]) IS 'definer: internal; copies a record for a company that may read it';

CREATE OR REPLACE FUNCTION hansa.share(p_record uuid, p_company uuid, p_level text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  v_level smallint := hansa.level_no(p_level);
  v_before smallint;
  v_name text;
  g hansa.grant_;
BEGIN
  PERFORM hansa.need_role('member');
  IF v_level IS NULL OR v_level = 5 THEN
    PERFORM hansa.fail('HA422', 'level_invalid', 'The level is one of teaser, read, comment, edit.', '/level');
  END IF;
  SELECT * INTO g FROM hansa.grant_ x WHERE x.record_id = p_record AND x.company_id = v_cur AND x.level = 5;
  IF NOT FOUND OR g.kind IN ('company', 'room') THEN
    PERFORM hansa.not_found();
  ELSIF g.kind NOT IN ('lead', 'account', 'contact', 'product') THEN
    PERFORM hansa.fail('HA422', 'kind_not_shareable', 'This is shared with its own parties only.');
  ELSIF p_company = v_cur THEN
    PERFORM hansa.fail('HA422', 'share_self', 'This is yours already.', '/company_id');
  ELSIF NOT EXISTS (SELECT FROM hansa.grant_ x WHERE x.record_id = p_company AND x.company_id = v_cur AND x.kind = 'company') THEN
    PERFORM hansa.not_found();
  END IF;
  -- Held to the commit: an end of the partnership either comes before and is seen here, or comes after and takes this away.
  PERFORM FROM hansa.partnership p WHERE p.state IN ('active', 'notice')
    AND least(p.company_id, p.partner_id) = least(v_cur, p_company) AND greatest(p.company_id, p.partner_id) = greatest(v_cur, p_company) FOR SHARE;
  IF NOT FOUND THEN
    PERFORM hansa.fail('HA422', 'no_partnership', 'There is no active partnership with this company.', '/company_id');
  ELSIF g.kind = 'contact' AND NOT EXISTS (SELECT FROM hansa.contact c WHERE c.id = p_record AND c.consent_to_share) THEN
    PERFORM hansa.fail('HA422', 'consent_missing', 'This person has not agreed to be shared with partners.');
  ELSIF g.kind <> 'lead' AND v_level = 1 THEN
    PERFORM hansa.fail('HA422', 'level_invalid', 'Only a lead has a teaser.', '/level');
  END IF;
  PERFORM hansa.lock_(ARRAY[p_record]);
  SELECT x.level INTO v_before FROM hansa.grant_ x WHERE x.record_id = p_record AND x.company_id = p_company;
  IF v_before = v_level THEN
    RETURN;
  END IF;
  INSERT INTO hansa.grant_ AS x (company_id, record_id, kind, level, status, sort_at, owner_id)
  VALUES (p_company, p_record, g.kind, v_level, g.status, now(), v_cur)
  ON CONFLICT (record_id, company_id) DO UPDATE SET level = excluded.level, rev = x.rev + 1;
  IF v_before IS NULL THEN
    UPDATE hansa.grant_ x SET shares = x.shares + 1 WHERE x.record_id = p_record AND x.company_id = v_cur;
  END IF;
  PERFORM hansa.search_refresh_(g.kind, ARRAY[p_record]);
  PERFORM hansa.room_sync_(p_record);
  SELECT c.name INTO v_name FROM hansa.company c WHERE c.id = p_company;
  INSERT INTO hansa.timeline (root_id, kind, company_id, person_id, actor_name, visibility, action, body)
  VALUES (p_record, g.kind, v_cur, hansa.me(), hansa.actor_name(), 'own', 'shared', jsonb_build_object('company', v_name, 'level', p_level)),
    (p_record, g.kind, p_company, NULL, (SELECT c.name FROM hansa.company c WHERE c.id = v_cur), 'own', 'received', jsonb_build_object('level', p_level));
  PERFORM hansa.emit_(p_record, g.kind, g.kind || '.shared', jsonb_build_object('level', p_level), p_company);
  PERFORM hansa.emit_(p_record, g.kind, g.kind || '.updated', '{}', v_cur);
  IF v_before IS NULL THEN
    PERFORM hansa.notify_(p_company, NULL, g.kind || '.shared', g.kind, p_record, jsonb_build_object('level', p_level,
      'company', (SELECT c.name FROM hansa.company c WHERE c.id = v_cur),
      'title', (SELECT d.title FROM hansa.search_doc d WHERE d.record_id = p_record AND d.company_id = p_company)));
  END IF;
  PERFORM hansa.audit('record.shared', g.kind, p_record, jsonb_build_object('company_id', p_company, 'level', p_level));
END $$;
COMMENT ON FUNCTION hansa.share(uuid, uuid, text) IS 'definer: creates a grant for another company; only the owner''s, only to an active partner';

CREATE OR REPLACE FUNCTION hansa.unshare(p_record uuid, p_company uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  g hansa.grant_;
BEGIN
  PERFORM hansa.need_role('member');
  SELECT * INTO g FROM hansa.grant_ x WHERE x.record_id = p_record AND x.company_id = v_cur AND (x.level = 5 OR p_company = v_cur);
  IF NOT FOUND OR g.kind IN ('company', 'room') THEN
    PERFORM hansa.not_found();
  ELSIF g.kind NOT IN ('lead', 'account', 'contact', 'product') THEN
    PERFORM hansa.fail('HA422', 'kind_not_shareable', 'This is shared with its own parties only.');
  ELSIF g.level = 5 AND p_company = v_cur THEN
    PERFORM hansa.fail('HA422', 'share_self', 'The owner keeps its own record.', '/company_id');
  ELSIF hansa.revoke_(p_company, g.owner_id, ARRAY[p_record], 'unshared', false) = 0 THEN
    PERFORM hansa.not_found();
  END IF;
  PERFORM hansa.audit('record.unshared', g.kind, p_record, jsonb_build_object('company_id', p_company));
END $$;
COMMENT ON FUNCTION hansa.unshare(uuid, uuid) IS 'definer: removes a grant; by the owner, or by its holder';

CREATE OR REPLACE FUNCTION hansa.unshare_all(p_record uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE v_cur uuid := hansa.cur();
BEGIN
  PERFORM hansa.need_role('member');
  IF NOT EXISTS (SELECT FROM hansa.grant_ x WHERE x.record_id = p_record AND x.company_id = v_cur AND x.level = 5) THEN
    PERFORM hansa.not_found();
  END IF;
  PERFORM hansa.revoke_(x.company_id, v_cur, ARRAY[p_record], 'unshared', false)
    FROM hansa.grant_ x WHERE x.record_id = p_record AND x.company_id <> v_cur;
END $$;
COMMENT ON FUNCTION hansa.unshare_all(uuid) IS 'definer: removes every other company''s grant on the caller''s own record';

GRANT EXECUTE ON FUNCTION hansa.unshare_all(uuid), hansa.share(uuid, uuid, text), hansa.unshare(uuid, uuid) TO hansa_app;
