-- Random operations of one company; what another can observe may change only where the two share the record, or the
-- operation is between the two. What is observed is everything: each table as row security shows it, the list of rooms, and search.
CREATE TABLE t.columns_ AS
  SELECT c.relname::text AS tbl, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS cols
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  WHERE c.relnamespace = 'hansa'::regnamespace AND c.relkind = 'r' AND c.relname NOT IN ('transition', 'message_text', 'idempotency')
    AND has_column_privilege('hansa_app', c.oid, a.attnum, 'SELECT') GROUP BY 1;

DO $$
DECLARE body text;
BEGIN
  SELECT string_agg(format('SELECT %L || coalesce(md5(string_agg(r::text, '','' ORDER BY r::text)), '''') AS x FROM (SELECT %s FROM hansa.%I) r', tbl, cols, tbl), ' UNION ALL ')
    INTO body FROM t.columns_;
  EXECUTE format('CREATE FUNCTION t.everything() RETURNS text LANGUAGE plpgsql AS $f$ BEGIN RETURN (SELECT md5(string_agg(x, '','' ORDER BY x)) FROM (%s
    UNION ALL SELECT ''found'' || coalesce(md5(string_agg(s::text, '','' ORDER BY s::text)), '''') FROM hansa.search_ids(''interest'') s
    UNION ALL SELECT ''said'' || coalesce(md5(string_agg(s::text, '','' ORDER BY s::text)), '''') FROM hansa.message_search(''heron'', NULL, ''infinity'', NULL, 1000) s
    UNION ALL SELECT ''rooms'' || coalesce(md5(string_agg(s::text, '','' ORDER BY s::text)), '''') FROM hansa.rooms() s
    UNION ALL SELECT ''named'' || coalesce(md5(string_agg(s::text, '','' ORDER BY s::text)), '''') FROM hansa.search(''secret'', 100) s) all_); END $f$', body);
END $$;
GRANT EXECUTE ON FUNCTION t.everything() TO hansa_app;

CREATE FUNCTION t.observe(rel text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE x text;
BEGIN
  PERFORM set_config('hansa.company', t.company(rel)::text, true), set_config('hansa.person', t.person(rel)::text, true),
    set_config('hansa.role', 'admin', true), set_config('role', 'hansa_app', true);
  BEGIN
    x := t.everything();
  EXCEPTION WHEN OTHERS THEN
    x := sqlerrm; -- only where a rule is broken on purpose
  END;
  PERFORM set_config('role', 'none', true);
  RETURN x;
END $$;

-- Runs n operations. Returns how many did something, how many changes of another's view were allowed, and each that was not.
CREATE FUNCTION t.noninterference(n int, seed float8)
RETURNS TABLE (operations int, effective int, allowed int, violations int, first_violation text) LANGUAGE plpgsql AS $$
DECLARE
  rels text[] := ARRAY['a', 'b', 'c', 'd', 'e', 'g', 's'];
  me text; target text; x text; statement text; got text; what text;
  record uuid; k int; eff int := 0; ok int := 0; bad int := 0; first text;
  before_ text[]; after_ text[];
  said hansa.message; chore hansa.task; roomies uuid[]; reporters uuid[];
  held smallint; owner uuid; holders uuid[]; partners uuid[]; was_partner boolean; may boolean; party uuid[];
BEGIN
  PERFORM setseed(seed);
  before_ := ARRAY(SELECT t.observe(r) FROM unnest(rels) WITH ORDINALITY u (r, o) ORDER BY o);
  FOR i IN 1..n LOOP
    me := rels[1 + floor(random() * 7)];
    target := rels[1 + floor(random() * 7)];
    k := floor(random() * 50);
    SELECT g.record_id, g.kind INTO record, what FROM hansa.grant_ g
      WHERE g.level = 5 AND g.kind = (CASE WHEN k IN (9, 10, 11) THEN 'order' WHEN k IN (12, 13) THEN 'partnership'
        WHEN k IN (14, 15) THEN (ARRAY['account', 'contact', 'product'])[1 + floor(random() * 3)] WHEN k = 20 THEN 'document' WHEN k BETWEEN 27 AND 41 THEN 'room' ELSE 'lead' END)
      ORDER BY (g.status IN ('ended', 'declined', 'cancelled', 'expired', 'closed'))::int * random() + random() LIMIT 1;
    CONTINUE WHEN record IS NULL;
    -- mostly somebody who has to do with it: strangers alone would try the locks and never the doors
    IF random() < 0.75 THEN
      SELECT r INTO me FROM unnest(rels) r JOIN hansa.grant_ g ON g.company_id = t.company(r) AND g.record_id = record
        ORDER BY random() / g.level LIMIT 1;
    END IF;
    SELECT g.level INTO held FROM hansa.grant_ g WHERE g.record_id = record AND g.company_id = t.company(me);
    SELECT array_agg(g.company_id) INTO holders FROM hansa.grant_ g WHERE g.record_id = record;
    SELECT g.company_id INTO owner FROM hansa.grant_ g WHERE g.record_id = record AND g.level = 5;
    SELECT array_agg(g.record_id) INTO partners FROM hansa.grant_ g WHERE g.company_id = t.company(me) AND g.kind = 'company' AND g.level < 5;
    -- those who share any record with me that I may change
    SELECT array_agg(DISTINCT g2.company_id) INTO party FROM hansa.grant_ g1 JOIN hansa.grant_ g2 USING (record_id)
      WHERE g1.company_id = t.company(me) AND g1.level >= 4 AND g1.kind = 'lead';
    -- those who are in any room with me
    SELECT array_agg(DISTINCT g2.company_id) INTO roomies FROM hansa.grant_ g1 JOIN hansa.grant_ g2 USING (record_id)
      WHERE g1.company_id = t.company(me) AND g1.kind = 'room';
    SELECT * INTO said FROM hansa.message m WHERE m.room_id = record AND m.deleted IS NULL ORDER BY (m.company_id = t.company(me))::int * random() DESC LIMIT 1;
    SELECT array_agg(x.company_id) INTO reporters FROM hansa.message_report x WHERE x.message_id = said.id AND x.closed_at IS NULL;
    SELECT * INTO chore FROM hansa.task x WHERE x.record_id = record ORDER BY random() LIMIT 1;
    statement := CASE k
      WHEN 0 THEN format('SELECT hansa.share(%L, %L, %L)', record, t.company(target), (ARRAY['teaser', 'read', 'comment', 'edit'])[1 + floor(random() * 4)])
      WHEN 1 THEN format('SELECT hansa.share(%L, %L, %L)', record, t.company(target), (ARRAY['teaser', 'read', 'comment', 'edit'])[1 + floor(random() * 4)])
      WHEN 2 THEN format('SELECT hansa.unshare(%L, %L)', record, t.company(target))
      WHEN 3 THEN format('SELECT hansa.lead_update(%L, (SELECT version FROM hansa.lead WHERE id = %L), %L)', record, record, jsonb_build_object('region', 'r' || i, 'title', 'secret ' || i))
      WHEN 4 THEN format('SELECT hansa.lead_update(%L, (SELECT version FROM hansa.lead WHERE id = %L), %L)', record, record, jsonb_build_object('notes', 'n' || i))
      WHEN 5 THEN format('SELECT hansa.act(%L, %L, ''why'', ''{}'', NULL)', record, (ARRAY['qualify', 'start', 'offer', 'accept', 'lose', 'return', 'disqualify'])[1 + floor(random() * 7)])
      WHEN 6 THEN format('SELECT hansa.comment_add(%L, ''c'', %L)', record, (ARRAY['shared', 'own'])[1 + floor(random() * 2)])
      WHEN 7 THEN format('SELECT hansa.lead_create(%L)', jsonb_build_object('title', 'secret ' || i, 'product_interest', 'interest'))
      WHEN 8 THEN format('UPDATE hansa.lead SET region = %L', 'm' || i)
      WHEN 9 THEN format('SELECT hansa.act(%L, %L, ''why'', ''{"carrier": "DHL"}'', NULL)', record, (ARRAY['confirm', 'ship', 'invoice', 'cancel', 'pay'])[1 + floor(random() * 5)])
      WHEN 10 THEN format('UPDATE hansa.order_line SET confirmed_qty = %s WHERE order_id = %L', i, record)
      WHEN 11 THEN format('INSERT INTO hansa.order_party (order_id, company_id, position, role, name) VALUES (%L, %L, %s, ''BY'', ''x'')', record, t.company(target), 100 + i)
      WHEN 12 THEN format('SELECT hansa.act(%L, %L, ''why'', ''{}'', NULL)', record, (ARRAY['accept', 'accept', 'accept', 'resume', 'resume', 'suspend', 'notice', 'end'])[1 + floor(random() * 8)])
      WHEN 13 THEN format('SELECT hansa.partnership_invite(%L, ''vendor'', ''reseller'', NULL)', target || '.example')
      WHEN 14 THEN format('UPDATE hansa.%I SET version = version + 1 WHERE id = %L', CASE what WHEN 'partnership' THEN 'account' ELSE what END, record)
      WHEN 15 THEN format('SELECT hansa.share(%L, %L, ''read'')', record, t.company(target))
      WHEN 16 THEN format('INSERT INTO hansa.lead (id, company_id, number) VALUES (gen_random_uuid(), %L, ''X'')', t.company(target))
      WHEN 17 THEN format('INSERT INTO hansa.grant_ (company_id, record_id, kind, level, status, sort_at, owner_id) VALUES (%L, %L, ''lead'', 4, '''', now(), %L)', t.company(me), record, owner)
      WHEN 18 THEN format('UPDATE hansa.lead SET company_id = %L WHERE id = %L', t.company(me), record)
      WHEN 19 THEN format('UPDATE hansa.company SET about = %L WHERE id = %L', 'about ' || i, t.company(target))
      WHEN 20 THEN format('INSERT INTO hansa.edi_document (interchange_id, company_id, position, set_id, validity, delivery, acknowledgment) SELECT %L, %L, %s, ''850'', ''valid'', ''received'', ''none''', t.id('interchange'), t.company(target), 100 + i)
      WHEN 21 THEN format('UPDATE hansa.lead_personal SET phone = %L, consent_to_share = %L WHERE lead_id = %L', i, i % 2 = 0, record)
      WHEN 22 THEN format('DELETE FROM hansa.%I', (ARRAY['company_identifier', 'invitation', 'membership'])[1 + floor(random() * 2)])
      WHEN 23 THEN format('INSERT INTO hansa.lead_private (lead_id, company_id, notes) VALUES (%L, %L, ''x'') ON CONFLICT (lead_id, company_id) DO UPDATE SET notes = ''y''', record, t.company(target))
      WHEN 24 THEN format('INSERT INTO hansa.audit_entry (company_id, person_id, action) VALUES (%L, %L, ''x'')', t.company(target), t.person(target))
      WHEN 25 THEN format('UPDATE hansa.person SET name = %L WHERE id = %L', 'p' || i, t.person(target))
      WHEN 27 THEN format('SELECT hansa.message_post(%L, gen_random_uuid(), %L)', record, 'heron ' || i)
      WHEN 28 THEN format('SELECT hansa.message_post(hansa.room_notes(%L), gen_random_uuid(), %L)', record, 'heron note ' || i)
      WHEN 29 THEN format('SELECT hansa.message_edit(%L, %L, %s)', said.id, 'heron again ' || i, coalesce(said.rev, 1))
      WHEN 30 THEN format('SELECT hansa.message_delete(%L)', said.id)
      WHEN 31 THEN format('SELECT hansa.message_remove(%L, ''why'')', said.id)
      WHEN 32 THEN format('SELECT hansa.message_react(%L, ''👍'', %L)', said.id, random() < 0.7)
      WHEN 33 THEN format('SELECT hansa.message_pin(%L, %L)', said.id, random() < 0.7)
      WHEN 34 THEN format('SELECT hansa.room_read(%L, %s)', record, i)
      WHEN 35 THEN format('SELECT hansa.room_invite(%L, %L, %L)', record, t.company(target), random() < 0.5)
      WHEN 36 THEN format('SELECT hansa.room_%s(%L)', (ARRAY['accept', 'accept', 'decline', 'leave'])[1 + floor(random() * 4)], record)
      WHEN 37 THEN format('SELECT hansa.room_remove(%L, %L)', record, t.company(target))
      WHEN 38 THEN format('SELECT hansa.room_listed(%L, %L), hansa.room_admit(%L, %L)', record, random() < 0.3, record, t.person(target))
      WHEN 39 THEN format('SELECT hansa.guest_invite(%L, ''Guest'', NULL, ''en'', 7, true, %L, '''')', record, convert_to('guest ' || i, 'UTF8'))
      WHEN 40 THEN format('SELECT hansa.message_report(%L, ''why'')', said.id)
      WHEN 41 THEN format('SELECT hansa.room_notify(%L, ''all'')', record)
      WHEN 42 THEN format('SELECT hansa.task_create(%L)', jsonb_build_object('title', 'chore ' || i, 'record_id', record, 'shared', true))
      WHEN 43 THEN format('SELECT hansa.task_create(%L)', jsonb_build_object('title', 'chore ' || i, 'record_id', record))
      WHEN 44 THEN format('SELECT hansa.task_update(%L, %s, %L)', chore.id, coalesce(chore.version, 1), jsonb_build_object('state', 'done'))
      WHEN 45 THEN format('SELECT hansa.record_room(%L)', record)
      WHEN 46 THEN format('SELECT hansa.room_create(%L, NULL, ARRAY[%L::uuid], true)', 'Room ' || i, t.company(target))
      WHEN 47 THEN 'SELECT hansa.chat_rule_set(30, 5, true, 10, NULL, true)'
      WHEN 48 THEN format('SELECT hansa.hold_add(''company'', NULL, NULL, %L)', 'hold ' || i)
      WHEN 49 THEN format('SELECT hansa.view_save(''leads'', %L, true, ''stage=new'')', 'View ' || i)
      ELSE format('UPDATE hansa.lead_commercial SET value_minor = %s WHERE lead_id = %L', i, record) END;
    got := t.run_as(me, statement);
    IF got !~ '^0$|^[A-Z0-9]{5}$' THEN eff := eff + 1; END IF;
    after_ := ARRAY(SELECT t.observe(r) FROM unnest(rels) WITH ORDINALITY u (r, o) ORDER BY o);
    FOR j IN 1..7 LOOP
      x := rels[j];
      CONTINUE WHEN x = me OR before_[j] = after_[j];
      may := CASE
        WHEN k = 15 THEN x = target AND held = 5
        -- who comes to a lead or leaves it, comes to its room or leaves that
        WHEN k IN (0, 1) THEN held = 5 AND (x = target OR (t.company(x) = ANY (holders) AND t.company(x) = ANY (roomies)))
        WHEN k = 2 THEN (x = target AND held = 5) OR (target = me AND t.company(x) = owner AND held < 5)
          OR ((held = 5 OR target = me) AND t.company(x) = ANY (holders) AND t.company(x) = ANY (roomies))
        WHEN k IN (3, 26) THEN held >= 4 AND t.company(x) = ANY (holders)
        WHEN k IN (5, 6) THEN held >= 3 AND t.company(x) = ANY (holders)
        WHEN k = 8 THEN t.company(x) = ANY (party)
        WHEN k IN (9, 10) THEN held >= 4 AND t.company(x) = ANY (holders)
        WHEN k = 11 THEN held = 5 AND target = me AND t.company(x) = ANY (holders)
        WHEN k = 12 THEN held >= 4 AND (t.company(x) = ANY (holders) OR t.company(x) = ANY (roomies))
        WHEN k = 13 THEN x = target
        WHEN k = 14 THEN held >= 4 AND t.company(x) = ANY (holders)
        WHEN k = 19 THEN target = me AND t.company(x) = ANY (partners)
        WHEN k = 21 THEN held = 5 AND t.company(x) = ANY (holders)
        WHEN k = 22 THEN t.company(x) = ANY (partners)
        WHEN k IN (27, 29, 30, 32, 33) THEN held >= 3 AND t.company(x) = ANY (holders)
        -- what becomes of a report its reporter sees, though it has left since
        WHEN k = 31 THEN held >= 3 AND (t.company(x) = ANY (holders) OR t.company(x) = ANY (reporters))
        WHEN k IN (34, 38, 40, 41) THEN held >= 2 AND t.company(x) = ANY (holders)
        WHEN k = 35 THEN held = 5 AND x = target
        WHEN k = 36 THEN held >= 1 AND t.company(x) = ANY (holders)
        WHEN k = 37 THEN held = 5 AND t.company(x) = ANY (holders)
        WHEN k = 42 THEN held >= 3 AND t.company(x) = ANY (holders)
        WHEN k = 44 THEN held >= 3 AND chore.shared AND t.company(x) = ANY (holders)
        WHEN k = 45 THEN held >= 2 AND t.company(x) = ANY (holders)
        WHEN k = 46 THEN x = target
        ELSE false END;
      IF may THEN
        ok := ok + 1;
      ELSE
        bad := bad + 1;
        first := coalesce(first, format('%s (%s) changed what %s sees: %s -> %s', me, held, x, statement, got));
      END IF;
    END LOOP;
    before_ := after_;
  END LOOP;
  RETURN QUERY SELECT n, eff, ok, bad, first;
END $$;
