-- act() moves a record along its life cycle; what it refuses and what the portal offers come from the same rows.

-- The actions a side has in a state, as the API and the portal show them.
CREATE OR REPLACE FUNCTION hansa.actions(p_kind text, p_state text, p_side text) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('action', t.action, 'to_state', t.to_state,
      'role_ok', hansa.role_rank(hansa.role()) >= hansa.role_rank(t.role), 'requires', to_jsonb(t.requires)) ORDER BY t.action), '[]')
    FROM hansa.transition t WHERE t.kind = p_kind AND t.from_state = p_state AND t.side IN (p_side, 'either'));
END $$;

-- Which side of the record the caller is on; null when it may only look.
CREATE OR REPLACE FUNCTION hansa.lead_side(p_level smallint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN p_level = 5 THEN 'owner' WHEN p_level = 4 THEN 'grantee' END;

-- The row that allows this move, or why not.
CREATE OR REPLACE FUNCTION hansa.transition_for(p_kind text, p_state text, p_action text, p_side text, p_note text, p_data jsonb)
RETURNS hansa.transition LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  t hansa.transition;
  v_allowed text;
  v_key text;
BEGIN
  SELECT * INTO t FROM hansa.transition x
    WHERE x.kind = p_kind AND x.from_state = p_state AND x.action = p_action AND x.side IN (p_side, 'either');
  IF NOT FOUND OR p_side IS NULL THEN
    SELECT string_agg(x.action, ', ' ORDER BY x.action) INTO v_allowed FROM hansa.transition x
      WHERE x.kind = p_kind AND x.from_state = p_state AND x.side IN (p_side, 'either') AND p_side IS NOT NULL;
    PERFORM hansa.fail('HA409', 'transition_refused', coalesce('In state ' || p_state || ' your side can: ' || v_allowed || '.',
      'In state ' || p_state || ' there is nothing your side can do.'), '/action');
  END IF;
  PERFORM hansa.need_role(t.role);
  FOREACH v_key IN ARRAY t.requires LOOP
    IF v_key = 'note' AND btrim(coalesce(p_note, '')) = '' THEN
      PERFORM hansa.fail('HA422', 'field_required', 'Say why.', '/note');
    ELSIF v_key <> 'note' AND btrim(coalesce(p_data ->> v_key, '')) = '' THEN
      PERFORM hansa.fail('HA422', 'field_required', 'This is needed: ' || v_key || '.', '/data/' || v_key);
    END IF;
  END LOOP;
  RETURN t;
END $$;

CREATE OR REPLACE FUNCTION hansa.act(p_record uuid, p_action text, p_note text, p_data jsonb, p_version int, OUT state text, OUT version int)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE g hansa.grant_;
BEGIN
  PERFORM hansa.need_role('member');
  g := hansa.record_grant(p_record);
  CASE g.kind
    WHEN 'lead' THEN SELECT * INTO state, version FROM hansa.lead_act(p_record, p_action, p_note, p_version);
    WHEN 'order' THEN SELECT * INTO state, version FROM hansa.order_act(p_record, p_action, p_note, coalesce(p_data, '{}'), p_version);
    WHEN 'partnership' THEN SELECT * INTO state, version FROM hansa.partnership_act(p_record, p_action, p_note, p_version);
    ELSE PERFORM hansa.fail('HA409', 'transition_refused', 'This has no states to move between.', '/action');
  END CASE;
END $$;

-- What act() would take now.
CREATE OR REPLACE FUNCTION hansa.record_actions(p_record uuid) RETURNS jsonb LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  g hansa.grant_;
  v_side text;
BEGIN
  g := hansa.record_grant(p_record);
  v_side := CASE g.kind
    WHEN 'lead' THEN hansa.lead_side(g.level)
    WHEN 'order' THEN (SELECT CASE WHEN o.buyer_company_id = g.company_id THEN 'buyer' ELSE 'seller' END FROM hansa.order_ o WHERE o.id = p_record)
    WHEN 'partnership' THEN CASE WHEN g.level = 5 THEN 'inviter' ELSE 'invitee' END END;
  RETURN CASE WHEN v_side IS NULL THEN '[]' ELSE hansa.actions(g.kind, g.status, v_side) END;
END $$;

GRANT EXECUTE ON FUNCTION hansa.actions(text, text, text), hansa.lead_side(smallint),
  hansa.transition_for(text, text, text, text, text, jsonb), hansa.act(uuid, text, text, jsonb, int), hansa.record_actions(uuid) TO hansa_app;
