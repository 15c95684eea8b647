-- Messages: written, changed, deleted, answered, marked. The room's stream orders them all.

-- As everybody who may see it gets it; what was deleted has no words any more.
CREATE OR REPLACE FUNCTION hansa.message_out(m hansa.message)
RETURNS TABLE (id uuid, room_id uuid, seq bigint, cid uuid, company_id uuid, company text, person_id uuid, author text, guest boolean, thread_id uuid,
  text text, refs jsonb, mentions jsonb, files jsonb, reactions jsonb, rev int, at timestamptz, edited_at timestamptz, deleted text,
  pinned_at timestamptz, pinned_by text, reply_count int, last_reply_at timestamptz, after_seq bigint)
LANGUAGE sql STABLE AS $$
  SELECT (m).id, (m).room_id, (m).seq, (m).cid, (m).company_id, (m).company_name, (m).person_id, (m).author_name, (m).guest, (m).thread_id,
    CASE WHEN (m).deleted IS NULL THEN (m).text END, (m).refs, to_jsonb((m).mentions), (m).files, (m).reactions, (m).rev, (m).at, (m).edited_at, (m).deleted,
    (m).pinned_at, (m).pinned_by, (m).reply_count, (m).last_reply_at, (m).after_seq
$$;

CREATE OR REPLACE FUNCTION hansa.message_json(m hansa.message) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN (m).id IS NOT NULL THEN to_jsonb(o) END FROM hansa.message_out(m) o
$$;

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

-- Tells who is named, and who wants to hear of everything. A title is told only where it is the reader's own company's word.
CREATE OR REPLACE FUNCTION hansa.message_notify_(p_room uuid, p_message uuid, p_mentions uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  r hansa.room;
  v_me uuid := hansa.me();
  v_params jsonb;
BEGIN
  IF cardinality(p_mentions) = 0 AND NOT EXISTS (SELECT FROM hansa.room_person p WHERE p.room_id = p_room AND p.notify = 'all' AND p.person_id IS DISTINCT FROM v_me) THEN
    RETURN;
  END IF;
  SELECT * INTO r FROM hansa.room x WHERE x.id = p_room;
  v_params := jsonb_build_object('message_id', p_message, 'author', hansa.actor_name(), 'company', hansa.company_name_(hansa.cur()));
  -- Who is named comes in with it; whose room it is: the company through which the person sees it.
  INSERT INTO hansa.room_person (room_id, company_id, person_id)
  SELECT DISTINCT ON (m.person_id) p_room, m.company_id, m.person_id FROM hansa.membership m
      JOIN hansa.grant_ x ON x.record_id = p_room AND x.company_id = m.company_id AND x.level >= 2 AND NOT x.listed
    WHERE m.person_id = ANY (p_mentions) AND NOT EXISTS (SELECT FROM hansa.room_person p WHERE p.room_id = p_room AND p.person_id = m.person_id)
    ORDER BY m.person_id, m.company_id = hansa.cur() DESC, m.company_id
  ON CONFLICT DO NOTHING;
  PERFORM hansa.notify_(p.company_id, p.person_id, 'room.mention', 'room', p_room,
      v_params || CASE WHEN r.company_id = p.company_id AND r.kind = 'free' THEN jsonb_build_object('title', r.title) ELSE '{}' END)
    FROM hansa.room_person p JOIN hansa.grant_ x ON x.record_id = p_room AND x.company_id = p.company_id AND x.level >= 2
    WHERE p.room_id = p_room AND p.person_id = ANY (p_mentions) AND p.notify <> 'none' AND p.person_id IS DISTINCT FROM v_me;
  PERFORM hansa.room_notify_(p_room, p_message, hansa.cur(), v_me, p_mentions);
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
  END IF;
END $$;
COMMENT ON FUNCTION hansa.room_read(uuid, bigint) IS 'definer: writes the caller''s own place in a room';

GRANT EXECUTE ON FUNCTION hansa.message_out(hansa.message), hansa.message_json(hansa.message), hansa.message_json(uuid), hansa.message_words(text),
  hansa.room_people(uuid), hansa.message_post(uuid, uuid, text, uuid, uuid[], jsonb, uuid[]), hansa.room_read(uuid, bigint) TO hansa_app;
