-- Messages: written, changed, deleted, answered, marked. The room's stream orders them all.

DROP FUNCTION IF EXISTS hansa.comment_add(uuid, text, text);

-- As everybody who may see it gets it; what was deleted has no words any more.
CREATE OR REPLACE FUNCTION hansa.message_out(m hansa.message)
RETURNS TABLE (id uuid, room_id uuid, seq bigint, cid uuid, company_id uuid, company text, person_id uuid, author text, guest boolean, thread_id uuid,
  text text, refs jsonb, mentions jsonb, files jsonb, reactions jsonb, rev int, at timestamptz, edited_at timestamptz, deleted text,
  pinned_at timestamptz, pinned_by text, reply_count int, last_reply_at timestamptz, after_seq bigint)
LANGUAGE sql STABLE BEGIN ATOMIC
  SELECT (m).id, (m).room_id, (m).seq, (m).cid, (m).company_id, (m).company_name, (m).person_id, (m).author_name, (m).guest, (m).thread_id,
    CASE WHEN (m).deleted IS NULL THEN (m).text END, (m).refs, to_jsonb((m).mentions), (m).files, (m).reactions, (m).rev, (m).at, (m).edited_at, (m).deleted,
    (m).pinned_at, (m).pinned_by, (m).reply_count, (m).last_reply_at, (m).after_seq;
END;

CREATE OR REPLACE FUNCTION hansa.message_json(m hansa.message) RETURNS jsonb LANGUAGE sql STABLE BEGIN ATOMIC
  SELECT CASE WHEN (m).id IS NOT NULL THEN to_jsonb(o) END FROM hansa.message_out(m) o;
END;

-- What an event that names a message is told with now: null where the reader may not see the message.
CREATE OR REPLACE FUNCTION hansa.message_json(p_message uuid) RETURNS jsonb LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT hansa.message_json(m) FROM hansa.message m WHERE m.id = p_message);
END $$;

-- Scripts that write without spaces are searched letter by letter.
CREATE OR REPLACE FUNCTION hansa.message_words(p_text text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(p_text, '([぀-ヿ㐀-䶿一-鿿豈-﫿])', ' \1 ', 'g');

-- Who must not write: a viewer, and a key without the right (checked at its binding).
CREATE OR REPLACE FUNCTION hansa.need_writer_() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF hansa.role() IS DISTINCT FROM 'guest' THEN
    PERFORM hansa.need_role('member');
  END IF;
END $$;

-- Those in a room that the caller may name: of its own company all who may see it, of others who has come in.
CREATE OR REPLACE FUNCTION hansa.room_people(p_room uuid)
RETURNS TABLE (id uuid, name text, company_id uuid, company text, guest boolean, me boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  g hansa.grant_;
BEGIN
  g := hansa.room_grant_(p_room, 2);
  RETURN QUERY SELECT p.id, p.name, c.id, c.name, c.guest, p.id IS NOT DISTINCT FROM hansa.me()
    FROM (
      SELECT m.company_id, m.person_id FROM hansa.membership m WHERE m.company_id = v_cur AND NOT g.listed
      UNION
      SELECT rp.company_id, rp.person_id FROM hansa.room_person rp JOIN hansa.grant_ x ON x.record_id = p_room AND x.company_id = rp.company_id AND x.level >= 2
        JOIN hansa.membership m ON m.company_id = rp.company_id AND m.person_id = rp.person_id
        WHERE rp.room_id = p_room) w
      JOIN hansa.person p ON p.id = w.person_id JOIN hansa.company c ON c.id = w.company_id
    ORDER BY c.id = v_cur DESC, c.name, c.id, p.name, p.id LIMIT 1000;
END $$;
COMMENT ON FUNCTION hansa.room_people(uuid) IS 'definer: names of people of other companies who have come into a room the caller is in';

-- References kept are to records the writer itself may see; what a reader sees of them is the reader's right.
CREATE OR REPLACE FUNCTION hansa.message_refs_(p_refs jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF p_refs IS NULL OR p_refs = '[]' THEN
    RETURN '[]';
  ELSIF jsonb_typeof(p_refs) <> 'array' OR jsonb_array_length(p_refs) > 20 THEN
    PERFORM hansa.fail('HA422', 'refs_invalid', 'A list of at most 20 references is expected.', '/refs');
  ELSIF EXISTS (SELECT FROM jsonb_array_elements(p_refs) e WHERE coalesce(e.value ->> 'id', '') !~ '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$') THEN
    PERFORM hansa.fail('HA422', 'refs_invalid', 'A reference is an object with kind and id.', '/refs');
  END IF;
  RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', g.kind, 'id', g.record_id) ORDER BY e.n), '[]')
    FROM (SELECT (x.value ->> 'id')::uuid AS id, min(x.ordinality) AS n FROM jsonb_array_elements(p_refs) WITH ORDINALITY x GROUP BY 1) e
      JOIN hansa.grant_ g ON g.record_id = e.id AND g.company_id = hansa.cur() AND g.kind <> 'company');
END $$;
COMMENT ON FUNCTION hansa.message_refs_(jsonb) IS 'definer: internal; keeps references to records the caller''s company sees';

CREATE OR REPLACE FUNCTION hansa.message_files_(p_message uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'name', f.name, 'type', f.type, 'size', f.size, 'width', f.width, 'height', f.height,
    'preview', f.preview) ORDER BY f.at, f.id), '[]') FROM hansa.file_ f WHERE f.message_id = p_message);
END $$;
COMMENT ON FUNCTION hansa.message_files_(uuid) IS 'definer: internal; the files of a message as they are shown';

CREATE OR REPLACE FUNCTION hansa.message_post(p_room uuid, p_cid uuid, p_text text, p_thread uuid DEFAULT NULL, p_mentions uuid[] DEFAULT '{}',
  p_refs jsonb DEFAULT '[]', p_files uuid[] DEFAULT '{}', OUT id uuid, OUT seq bigint, OUT dup boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  v_me uuid := hansa.me();
  v_text text := coalesce(p_text, '');
  v_thread uuid;
  v_mentions uuid[];
  v_refs jsonb;
  v_after bigint;
  g hansa.grant_;
  r hansa.room;
  c hansa.company;
BEGIN
  -- Before the lock, so that a stranger does not hold up others; and under it, for a grant taken back meanwhile.
  PERFORM hansa.room_grant_(p_room, 3);
  PERFORM hansa.need_writer_();
  g := hansa.room_lock_(p_room, 3);
  SELECT m.id, m.seq, true INTO id, seq, dup FROM hansa.message m WHERE m.room_id = p_room AND m.company_id = v_cur AND m.cid = p_cid;
  IF FOUND THEN
    RETURN;
  END IF;
  IF length(v_text) > 20000 THEN
    PERFORM hansa.fail('HA422', 'text_too_long', 'A message holds at most 20,000 characters.', '/text');
  ELSIF btrim(v_text, E' \t\r\n') = '' AND coalesce(cardinality(p_files), 0) = 0 THEN
    PERFORM hansa.fail('HA422', 'field_required', 'Write something.', '/text');
  ELSIF coalesce(cardinality(p_files), 0) > 20 THEN
    PERFORM hansa.fail('HA422', 'too_many_files', 'A message carries at most 20 files.', '/files');
  ELSIF hansa.throttle_hit_('say:' || v_cur || ':' || coalesce(v_me::text, ''), interval '10 seconds') > 30 THEN
    PERFORM hansa.fail('HA429', 'too_many_requests', 'Too many messages at once. Try again in a few seconds.');
  END IF;
  IF p_thread IS NOT NULL THEN
    -- An answer to an answer belongs to the same thread.
    SELECT coalesce(m.thread_id, m.id) INTO v_thread FROM hansa.message m WHERE m.id = p_thread AND m.room_id = p_room AND m.seq > g.from_seq;
    IF NOT FOUND THEN
      PERFORM hansa.fail('HA422', 'thread_unknown', 'There is no such message in this room.', '/thread_id');
    END IF;
  END IF;
  v_refs := hansa.message_refs_(p_refs);
  SELECT * INTO r FROM hansa.room x WHERE x.id = p_room;
  SELECT * INTO c FROM hansa.company x WHERE x.id = v_cur;
  IF coalesce(cardinality(p_mentions), 0) > 0 THEN
    v_mentions := ARRAY(SELECT p.id FROM hansa.room_people(p_room) p WHERE p.id = ANY (p_mentions) LIMIT 50);
  END IF;
  IF r.kind = 'notes' THEN
    SELECT s.head INTO v_after FROM hansa.stream s WHERE s.id = r.about_id;
  END IF;
  PERFORM hansa.room_enter_(p_room);
  id := gen_random_uuid();
  seq := hansa.room_emit_(p_room, 'msg.new', jsonb_build_object('m', id));
  dup := false;
  INSERT INTO hansa.message (id, room_id, seq, company_id, company_name, person_id, author_name, guest, cid, thread_id, text, refs, mentions, after_seq, tsv)
  VALUES (id, p_room, seq, v_cur, c.name, v_me, hansa.actor_name(), c.guest, p_cid, v_thread, v_text, v_refs, coalesce(v_mentions, '{}'), v_after,
    hansa.words(hansa.message_words(v_text)));
  IF coalesce(cardinality(p_files), 0) > 0 THEN
    PERFORM hansa.files_attach_(p_files, p_room, id);
    UPDATE hansa.message m SET files = hansa.message_files_(m.id) WHERE m.id = message_post.id;
  END IF;
  IF v_thread IS NOT NULL THEN
    UPDATE hansa.message m SET reply_count = m.reply_count + 1, last_reply_at = clock_timestamp() WHERE m.id = v_thread;
  END IF;
  UPDATE hansa.room_person p SET read_to = message_post.seq WHERE p.room_id = p_room AND p.company_id = v_cur AND p.person_id = v_me;
  -- Lists are ordered to the minute: a lively room does not rewrite its grants at each word.
  UPDATE hansa.grant_ x SET sort_at = now() WHERE x.record_id = p_room AND x.level >= 2 AND x.sort_at < now() - interval '1 minute';
  PERFORM hansa.message_notify_(p_room, id, coalesce(v_mentions, '{}'));
END $$;
COMMENT ON FUNCTION hansa.message_post(uuid, uuid, text, uuid, uuid[], jsonb, uuid[]) IS 'definer: messages, streams and events are written by definer functions only; needs level 3 on the room';

-- Tells who is named. A title is told only where it is the reader's own company's word.
CREATE OR REPLACE FUNCTION hansa.message_notify_(p_room uuid, p_message uuid, p_mentions uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  r hansa.room;
  v_me uuid := hansa.me();
  v_params jsonb;
BEGIN
  PERFORM hansa.room_notify_(p_room, p_message, hansa.cur(), v_me, p_mentions);
  IF cardinality(p_mentions) = 0 THEN
    RETURN;
  END IF;
  SELECT * INTO r FROM hansa.room x WHERE x.id = p_room;
  v_params := jsonb_build_object('message_id', p_message, 'author', hansa.actor_name(), 'company', hansa.company_name_(hansa.cur()));
  -- Who is named is in the room from then on, by the company through which the name was given.
  INSERT INTO hansa.room_person (room_id, company_id, person_id)
  SELECT p_room, p.company_id, p.id FROM hansa.room_people(p_room) p WHERE p.id = ANY (p_mentions) AND p.company_id = hansa.cur() ON CONFLICT DO NOTHING;
  PERFORM hansa.notify_(p.company_id, p.person_id, 'room.mention', 'room', p_room,
      v_params || CASE WHEN r.company_id = p.company_id AND r.kind = 'free' THEN jsonb_build_object('title', r.title) ELSE '{}' END)
    FROM (SELECT DISTINCT ON (x.person_id) x.* FROM hansa.room_person x JOIN hansa.grant_ g ON g.record_id = p_room AND g.company_id = x.company_id AND g.level >= 2
      WHERE x.room_id = p_room AND x.person_id = ANY (p_mentions) ORDER BY x.person_id, x.company_id = hansa.cur() DESC, x.company_id) p
    WHERE p.notify <> 'none' AND p.person_id IS DISTINCT FROM v_me
      AND EXISTS (SELECT FROM hansa.membership m WHERE m.company_id = p.company_id AND m.person_id = p.person_id AND m.role <> 'guest');
END $$;
COMMENT ON FUNCTION hansa.message_notify_(uuid, uuid, uuid[]) IS 'definer: internal; writes notifications of people of other companies in a room';

-- How far the caller has read; its other windows and devices are told.
CREATE OR REPLACE FUNCTION hansa.room_read(p_room uuid, p_to bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  v_me uuid := hansa.me();
  v_to bigint;
  g hansa.grant_;
BEGIN
  g := hansa.room_grant_(p_room, 2);
  IF v_me IS NULL THEN
    PERFORM hansa.fail('HA403', 'person_required', 'Only a person reads.');
  END IF;
  IF NOT EXISTS (SELECT FROM hansa.room_person p WHERE p.room_id = p_room AND p.company_id = v_cur AND p.person_id = v_me) THEN
    PERFORM hansa.room_lock_(p_room, 2);
    PERFORM hansa.room_enter_(p_room);
  END IF;
  SELECT least(p_to, s.head) INTO v_to FROM hansa.stream s WHERE s.id = p_room;
  UPDATE hansa.room_person p SET read_to = v_to WHERE p.room_id = p_room AND p.company_id = v_cur AND p.person_id = v_me AND p.read_to < v_to;
  IF FOUND THEN
    PERFORM hansa.emit_(p_room, 'room', 'read', jsonb_build_object('room', p_room, 'to', v_to, 'person_id', v_me), v_cur);
    PERFORM hansa.room_seen_(p_room);
  END IF;
END $$;
COMMENT ON FUNCTION hansa.room_read(uuid, bigint) IS 'definer: writes the caller''s own place in a room';

GRANT EXECUTE ON FUNCTION hansa.message_out(hansa.message), hansa.message_json(hansa.message), hansa.message_json(uuid), hansa.message_words(text),
  hansa.room_people(uuid), hansa.message_post(uuid, uuid, text, uuid, uuid[], jsonb, uuid[]), hansa.room_read(uuid, bigint) TO hansa_app;

-- A message the caller may see, its room locked.
CREATE OR REPLACE FUNCTION hansa.message_lock_(p_message uuid, p_level int) RETURNS hansa.message
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  m hansa.message;
  g hansa.grant_;
BEGIN
  SELECT * INTO m FROM hansa.message x WHERE x.id = p_message;
  IF NOT FOUND THEN
    PERFORM hansa.not_found();
  END IF;
  -- Whether it may be seen is asked before what may be done with it: else a refusal would tell that it is there.
  g := hansa.room_grant_(m.room_id, 1);
  IF g.level < 2 OR m.seq <= g.from_seq THEN
    PERFORM hansa.not_found();
  END IF;
  g := hansa.room_lock_(m.room_id, p_level);
  SELECT * INTO m FROM hansa.message x WHERE x.id = p_message;
  RETURN m;
END $$;
COMMENT ON FUNCTION hansa.message_lock_(uuid, int) IS 'definer: internal; a message the caller may see';

CREATE OR REPLACE FUNCTION hansa.message_gone_(m hansa.message) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF m.deleted IS NOT NULL THEN
    PERFORM hansa.fail('HA409', 'message_deleted', 'This message is deleted.');
  END IF;
END $$;

CREATE OR REPLACE FUNCTION hansa.message_edit(p_message uuid, p_text text, p_rev int, OUT id uuid, OUT rev int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  m hansa.message;
  v_rule hansa.company_rule;
BEGIN
  m := hansa.message_lock_(p_message, 3);
  PERFORM hansa.need_writer_();
  IF m.company_id <> hansa.cur() OR m.person_id IS DISTINCT FROM hansa.me() THEN
    PERFORM hansa.fail('HA403', 'not_author', 'Only who wrote a message changes it.');
  END IF;
  PERFORM hansa.message_gone_(m);
  v_rule := hansa.rule_of_(m.company_id);
  IF m.at < now() - make_interval(mins => v_rule.edit_minutes) THEN
    PERFORM hansa.fail('HA403', 'edit_too_late', 'Your company''s rule does not allow this message to be changed any more.');
  ELSIF p_rev <> m.rev THEN
    PERFORM hansa.need_version(p_rev, m.rev);
  ELSIF btrim(p_text, E' \t\r\n') = '' AND m.files = '[]' THEN
    PERFORM hansa.fail('HA422', 'field_required', 'Write something, or delete the message.', '/text');
  END IF;
  id := p_message;
  rev := m.rev;
  IF p_text = m.text THEN
    RETURN;
  END IF;
  IF m.rev >= 500 THEN
    PERFORM hansa.fail('HA422', 'too_many_edits', 'This message was changed too often.');
  END IF;
  INSERT INTO hansa.message_edit (message_id, rev, text, at) VALUES (p_message, m.rev, m.text, coalesce(m.edited_at, m.at));
  UPDATE hansa.message x SET text = p_text, rev = x.rev + 1, edited_at = clock_timestamp(), tsv = hansa.words(hansa.message_words(p_text))
    WHERE x.id = p_message RETURNING x.rev INTO message_edit.rev;
  PERFORM hansa.room_emit_(m.room_id, 'msg.edit', jsonb_build_object('m', p_message));
END $$;
COMMENT ON FUNCTION hansa.message_edit(uuid, text, int) IS 'definer: changes the caller''s own message, as its company''s rule allows';

-- Something that must not be lost holds this message: of anyone in the room, or of its own company.
CREATE OR REPLACE FUNCTION hansa.message_held_(m hansa.message) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM hansa.hold h WHERE (h.scope = 'room' AND h.room_id = m.room_id)
    OR (h.company_id = m.company_id AND (h.scope = 'company' OR (h.scope = 'person' AND h.person_id = m.person_id))));
END $$;
COMMENT ON FUNCTION hansa.message_held_(hansa.message) IS 'definer: internal; reads holds of every company';

-- Takes a message's words away. Its place stays; under a hold the words are kept where only an export finds them.
CREATE OR REPLACE FUNCTION hansa.message_erase_(m hansa.message, p_why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF hansa.message_held_(m) THEN
    INSERT INTO hansa.message_edit (message_id, rev, text, at) VALUES (m.id, m.rev, m.text, coalesce(m.edited_at, m.at));
  ELSE
    DELETE FROM hansa.message_edit e WHERE e.message_id = m.id;
  END IF;
  UPDATE hansa.message x SET text = '', refs = '[]', mentions = '{}', files = '[]', reactions = '[]', tsv = '', pinned_at = NULL, pinned_by = NULL,
    deleted = p_why, deleted_at = clock_timestamp() WHERE x.id = m.id;
  PERFORM hansa.room_emit_(m.room_id, 'msg.del', jsonb_build_object('m', m.id));
END $$;
COMMENT ON FUNCTION hansa.message_erase_(hansa.message, text) IS 'definer: internal; deletes the words of a message';

CREATE OR REPLACE FUNCTION hansa.message_delete(p_message uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  m hansa.message;
  v_own boolean;
BEGIN
  m := hansa.message_lock_(p_message, 2);
  v_own := m.company_id = hansa.cur() AND m.person_id IS NOT DISTINCT FROM hansa.me();
  IF m.company_id <> hansa.cur() OR NOT (v_own OR hansa.role_rank(hansa.role()) >= hansa.role_rank('manager')) THEN
    PERFORM hansa.fail('HA403', 'not_author', 'Only who wrote a message, or a manager of the same company, deletes it.');
  ELSIF m.deleted IS NOT NULL THEN
    RETURN;
  ELSIF v_own AND NOT (hansa.rule_of_(m.company_id)).delete_allowed AND hansa.role_rank(hansa.role()) < hansa.role_rank('manager') THEN
    PERFORM hansa.fail('HA403', 'delete_not_allowed', 'Your company''s rule does not allow messages to be deleted. Ask a manager.');
  END IF;
  PERFORM hansa.message_erase_(m, CASE WHEN v_own THEN 'author' ELSE 'company' END);
  IF NOT v_own THEN
    PERFORM hansa.audit('message.deleted', 'room', m.room_id, jsonb_build_object('message_id', p_message));
  END IF;
END $$;
COMMENT ON FUNCTION hansa.message_delete(uuid) IS 'definer: deletes a message of the caller, or as a manager one of its company';

-- One sign of one person on a message: set or taken away.
CREATE OR REPLACE FUNCTION hansa.message_react(p_message uuid, p_emoji text, p_on boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_me uuid := hansa.me();
  m hansa.message;
  v_all jsonb;
  v_new jsonb;
BEGIN
  m := hansa.message_lock_(p_message, 3);
  PERFORM hansa.need_writer_();
  IF v_me IS NULL THEN
    PERFORM hansa.fail('HA403', 'person_required', 'Only a person reacts.');
  ELSIF p_emoji !~ '^[^[:alnum:][:space:][:cntrl:]<>&"''\u200e\u200f\u202a-\u202e\u2066-\u2069]{1,16}$' OR p_emoji ~ '^[\u200d\ufe0f]+$' THEN
    PERFORM hansa.fail('HA422', 'emoji_invalid', 'A reaction is one sign, such as 👍.', '/emoji');
  END IF;
  PERFORM hansa.message_gone_(m);
  SELECT coalesce(jsonb_agg(jsonb_build_object('emoji', e.value -> 'emoji', 'people', w.people) ORDER BY e.ordinality) FILTER (WHERE w.people IS NOT NULL), '[]') INTO v_all
    FROM jsonb_array_elements(m.reactions) WITH ORDINALITY e
      CROSS JOIN LATERAL (SELECT jsonb_agg(q.value ORDER BY q.ordinality) AS people FROM jsonb_array_elements(e.value -> 'people') WITH ORDINALITY q
        WHERE e.value ->> 'emoji' <> p_emoji OR q.value ->> 'id' <> v_me::text) w;
  IF p_on THEN
    IF EXISTS (SELECT FROM jsonb_array_elements(m.reactions) e, jsonb_array_elements(e.value -> 'people') q WHERE e.value ->> 'emoji' = p_emoji AND q.value ->> 'id' = v_me::text) THEN
      RETURN;
    END IF;
    v_new := jsonb_build_object('id', v_me, 'name', hansa.actor_name());
    IF EXISTS (SELECT FROM jsonb_array_elements(v_all) e WHERE e.value ->> 'emoji' = p_emoji) THEN
      SELECT jsonb_agg(CASE WHEN e.value ->> 'emoji' = p_emoji THEN jsonb_build_object('emoji', p_emoji, 'people', (e.value -> 'people') || v_new) ELSE e.value END ORDER BY e.ordinality)
        INTO v_all FROM jsonb_array_elements(v_all) WITH ORDINALITY e;
    ELSE
      v_all := v_all || jsonb_build_object('emoji', p_emoji, 'people', jsonb_build_array(v_new));
    END IF;
    IF jsonb_array_length(v_all) > 20 OR length(v_all::text) > 30000 THEN
      PERFORM hansa.fail('HA422', 'too_many_reactions', 'There are too many reactions on this message.', '/emoji');
    END IF;
  ELSIF v_all = m.reactions THEN
    RETURN;
  END IF;
  UPDATE hansa.message x SET reactions = v_all WHERE x.id = p_message;
  PERFORM hansa.room_emit_(m.room_id, CASE WHEN p_on THEN 'react.add' ELSE 'react.del' END, jsonb_build_object('m', p_message));
END $$;
COMMENT ON FUNCTION hansa.message_react(uuid, text, boolean) IS 'definer: sets the caller''s own sign on a message it may see; needs level 3';

CREATE OR REPLACE FUNCTION hansa.message_pin(p_message uuid, p_on boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE m hansa.message;
BEGIN
  m := hansa.message_lock_(p_message, 3);
  PERFORM hansa.need_role('member');
  IF (m.pinned_at IS NOT NULL) = p_on THEN
    RETURN;
  END IF;
  PERFORM hansa.message_gone_(m);
  IF p_on AND (SELECT count(*) FROM hansa.message x WHERE x.room_id = m.room_id AND x.pinned_at IS NOT NULL) >= 100 THEN
    PERFORM hansa.fail('HA422', 'too_many_pins', 'A room holds at most 100 pinned messages.');
  END IF;
  UPDATE hansa.message x SET pinned_at = CASE WHEN p_on THEN now() END, pinned_by = CASE WHEN p_on THEN hansa.actor_name() END WHERE x.id = p_message;
  PERFORM hansa.room_emit_(m.room_id, CASE WHEN p_on THEN 'pin.add' ELSE 'pin.del' END, jsonb_build_object('m', p_message));
END $$;
COMMENT ON FUNCTION hansa.message_pin(uuid, boolean) IS 'definer: marks a message the caller may see; needs level 3';

-- What it said before, for those who may see it.
CREATE OR REPLACE FUNCTION hansa.message_edits(p_message uuid) RETURNS TABLE (rev int, text text, at timestamptz)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM hansa.message m WHERE m.id = p_message) THEN
    PERFORM hansa.not_found();
  END IF;
  RETURN QUERY SELECT e.rev, e.text, e.at FROM hansa.message_edit e WHERE e.message_id = p_message ORDER BY e.rev DESC;
END $$;

-- Row security would keep the index of words unused. Returns ids in rooms the caller sees; what is shown is read again under policies.
CREATE OR REPLACE FUNCTION hansa.message_search(p_text text, p_room uuid, p_before timestamptz, p_before_id uuid, p_limit int) RETURNS TABLE (id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50 SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  v_query tsquery := hansa.word_query(hansa.message_words(p_text));
  v_rooms uuid[];
BEGIN
  IF v_cur IS NULL OR v_query IS NULL THEN
    RETURN;
  END IF;
  v_rooms := ARRAY(SELECT g.record_id FROM hansa.grant_ g WHERE g.company_id = v_cur AND g.kind = 'room' AND g.level >= 2
    AND (p_room IS NULL OR g.record_id = p_room) AND hansa.let_in_(g)
    ORDER BY g.sort_at DESC LIMIT 2000);
  RETURN QUERY SELECT m.id FROM hansa.message m JOIN hansa.grant_ g ON g.record_id = m.room_id AND g.company_id = v_cur
    WHERE m.room_id = ANY (v_rooms) AND m.tsv @@ v_query AND m.seq > g.from_seq AND m.deleted IS NULL AND (m.at, m.id) < (p_before, p_before_id)
    ORDER BY m.at DESC, m.id DESC LIMIT least(p_limit, 201);
END $$;
COMMENT ON FUNCTION hansa.message_search(text, uuid, timestamptz, uuid, int) IS 'definer: searches messages of rooms the caller sees by the index of words';

GRANT EXECUTE ON FUNCTION hansa.message_edit(uuid, text, int), hansa.message_delete(uuid), hansa.message_react(uuid, text, boolean),
  hansa.message_pin(uuid, boolean), hansa.message_edits(uuid), hansa.message_search(text, uuid, timestamptz, uuid, int) TO hansa_app;
