-- Partnerships: the handshake by domain, and what happens to shared records when one is suspended or ends.

-- A domain as people write it (https://www.Example.com/about) to the name that was registered.
CREATE OR REPLACE FUNCTION hansa.domain_name(p_text text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(regexp_replace(regexp_replace(lower(btrim(p_text)), '^[a-z]+://', ''), '[/:?#].*$', ''), '^www\.', '');

CREATE OR REPLACE FUNCTION hansa.partnership_invite(p_domain text, p_my_role text, p_their_role text, p_message text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  v_me hansa.company;
  v_other hansa.company;
  v_id uuid := gen_random_uuid();
BEGIN
  PERFORM hansa.need_role('manager');
  -- A limit on invitations that arrive; that a domain is known here cannot be hidden from whoever may invite.
  IF hansa.throttle_hit_('invite:' || v_cur, interval '1 hour') > 60 THEN
    PERFORM hansa.fail('HA429', 'too_many_requests', 'Too many invitations within an hour. Try again later.');
  END IF;
  SELECT c.* INTO v_other FROM hansa.company_identifier i JOIN hansa.company c ON c.id = i.company_id
    WHERE i.scheme = 'domain' AND i.value = hansa.domain_name(p_domain) ORDER BY i.created_at, i.id LIMIT 1;
  IF NOT FOUND THEN
    PERFORM hansa.fail('HA404', 'company_not_found', 'No company here is known by this domain.', '/domain');
  ELSIF v_other.id = v_cur THEN
    PERFORM hansa.fail('HA422', 'partnership_self', 'This is your own company.', '/domain');
  END IF;
  INSERT INTO hansa.partnership (id, company_id, partner_id, company_role, partner_role, message)
  VALUES (v_id, v_cur, v_other.id, p_my_role, p_their_role, p_message) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    PERFORM hansa.fail('HA409', 'partnership_exists', 'There is a partnership or an invitation with this company already.', '/domain');
  END IF;
  SELECT * INTO v_me FROM hansa.company c WHERE c.id = v_cur;
  INSERT INTO hansa.stream (id, head) VALUES (v_id, 1);
  INSERT INTO hansa.grant_ (company_id, record_id, kind, level, status, sort_at, owner_id, shares)
  VALUES (v_cur, v_id, 'partnership', 5, 'invited', now(), v_cur, 1), (v_other.id, v_id, 'partnership', 4, 'invited', now(), v_cur, 0);
  INSERT INTO hansa.grant_ (company_id, record_id, kind, level, status, sort_at, owner_id)
  VALUES (v_cur, v_other.id, 'company', 1, 'active', now(), v_other.id), (v_other.id, v_cur, 'company', 1, 'active', now(), v_cur)
  ON CONFLICT DO NOTHING;
  INSERT INTO hansa.timeline (root_id, kind, company_id, person_id, actor_name, action, body)
  VALUES (v_id, 'partnership', v_cur, hansa.me(), hansa.actor_name(), 'invited', jsonb_build_object('message', p_message));
  INSERT INTO hansa.event (stream_id, seq, kind, record_kind, record_id, company_id, body)
  VALUES (v_id, 1, 'partnership.created', 'partnership', v_id, v_cur, '{"state": "invited"}');
  PERFORM hansa.notify_(v_other.id, NULL, 'partnership.invited', 'partnership', v_id, jsonb_build_object('company', v_me.name));
  PERFORM hansa.audit('partnership.invited', 'partnership', v_id, jsonb_build_object('company_id', v_other.id));
  RETURN v_id;
END $$;
COMMENT ON FUNCTION hansa.partnership_invite(text, text, text, text) IS 'definer: finds a company by its domain and makes the two known to each other; managers only, limited per hour';

-- Sets the state and does what the state means. No company bound: the clock did it.
CREATE OR REPLACE FUNCTION hansa.partnership_set_(p_id uuid, p_state text, p_action text, p_note text) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  p hansa.partnership;
  v_cur uuid := hansa.cur();
  v_company text;
  v_taken int := 0;
BEGIN
  UPDATE hansa.partnership x SET state = p_state, version = x.version + 1, updated_at = now(),
      active_at = CASE WHEN p_state = 'active' THEN coalesce(x.active_at, now()) ELSE x.active_at END,
      ends_at = CASE p_state
        WHEN 'notice' THEN greatest(now() + make_interval(days => x.notice_days), x.commitment_until::timestamptz)
        WHEN 'ended' THEN now() ELSE x.ends_at END
    WHERE x.id = p_id RETURNING * INTO p;
  PERFORM hansa.lock_(ARRAY[p_id]);
  UPDATE hansa.grant_ g SET status = p_state, sort_at = now() WHERE g.record_id = p_id;
  -- Identifiers are for partners of today: level 2 between companies whose partnership is alive.
  UPDATE hansa.grant_ g SET level = CASE WHEN p_state IN ('active', 'notice', 'suspended') THEN 2 ELSE 1 END
    WHERE g.kind = 'company' AND ((g.record_id = p.company_id AND g.company_id = p.partner_id) OR (g.record_id = p.partner_id AND g.company_id = p.company_id));
  IF p_state IN ('suspended', 'ended') THEN
    v_taken := hansa.revoke_(p.partner_id, p.company_id, NULL, 'partnership_' || p_state, p_state = 'ended')
      + hansa.revoke_(p.company_id, p.partner_id, NULL, 'partnership_' || p_state, p_state = 'ended');
    PERFORM hansa.rooms_end_(p, 'partnership_' || p_state, p_state = 'ended');
  END IF;
  INSERT INTO hansa.timeline (root_id, kind, company_id, person_id, actor_name, action, body)
  VALUES (p_id, 'partnership', coalesce(v_cur, p.company_id), hansa.me(), hansa.actor_name(), p_action,
    jsonb_strip_nulls(jsonb_build_object('note', p_note, 'state', p_state, 'ends_at', CASE WHEN p_state = 'notice' THEN p.ends_at END)));
  PERFORM hansa.emit_(p_id, 'partnership', 'partnership.state', jsonb_build_object('state', p_state));
  SELECT c.name INTO v_company FROM hansa.company c WHERE c.id = v_cur;
  PERFORM hansa.notify_(c, NULL, 'partnership.' || p_state, 'partnership', p_id, jsonb_strip_nulls(jsonb_build_object('company', v_company)))
    FROM unnest(ARRAY[p.company_id, p.partner_id]) c WHERE c IS DISTINCT FROM v_cur;
  RETURN p.version;
END $$;
COMMENT ON FUNCTION hansa.partnership_set_(uuid, text, text, text) IS 'definer: internal; changes a partnership and takes away what it allowed';

CREATE OR REPLACE FUNCTION hansa.partnership_act(p_record uuid, p_action text, p_note text, p_version int, OUT state text, OUT version int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  g hansa.grant_;
  p hansa.partnership;
  t hansa.transition;
BEGIN
  -- The lock comes first: a share that is under way ends before the partnership does.
  SELECT x.* INTO p FROM hansa.partnership x JOIN hansa.grant_ y ON y.record_id = x.id
    WHERE x.id = p_record AND y.company_id = v_cur AND y.level >= 4 FOR UPDATE OF x;
  IF NOT FOUND THEN
    PERFORM hansa.not_found();
  END IF;
  g := hansa.record_grant(p_record);
  PERFORM hansa.need_version(p_version, p.version + g.rev);
  t := hansa.transition_for('partnership', p.state, p_action, CASE WHEN p.company_id = v_cur THEN 'inviter' ELSE 'invitee' END, p_note, NULL);
  version := hansa.partnership_set_(p_record, t.to_state, p_action, p_note) + g.rev;
  state := t.to_state;
  PERFORM hansa.audit('partnership.' || p_action, 'partnership', p_record, jsonb_build_object('note', p_note));
END $$;
COMMENT ON FUNCTION hansa.partnership_act(uuid, text, text, int) IS 'definer: a partnership''s state decides over both companies'' grants; its two parties only, by the transition table';

GRANT EXECUTE ON FUNCTION hansa.domain_name(text), hansa.partnership_invite(text, text, text, text),
  hansa.partnership_act(uuid, text, text, int) TO hansa_app;

-- How many of the caller's records another company holds.
CREATE OR REPLACE FUNCTION hansa.shared_out(p_company uuid) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE v_cur uuid := hansa.cur();
BEGIN
  RETURN (SELECT count(*) FROM hansa.grant_ g WHERE g.company_id = p_company AND g.owner_id = v_cur AND g.level < 5
    AND g.kind IN ('lead', 'account', 'contact', 'product'));
END $$;
COMMENT ON FUNCTION hansa.shared_out(uuid) IS 'definer: counts another company''s grants on the caller''s own records';
GRANT EXECUTE ON FUNCTION hansa.shared_out(uuid) TO hansa_app;
