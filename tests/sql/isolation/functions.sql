-- What each point of view gets from the functions the application may call.
CREATE FUNCTION t.calls() RETURNS TABLE (call text, a text, b text, c text, d text, e text, g text, s text, n text) LANGUAGE plpgsql AS $$
DECLARE
  k record;
  got text[];
BEGIN
  FOR k IN SELECT * FROM (VALUES
    ('share the lead with c, edit', format('SELECT hansa.share(%L, %L, ''edit'')', t.id('lead'), t.company('c'))),
    ('share the lead with a stranger', format('SELECT hansa.share(%L, %L, ''read'')', t.id('lead'), t.company('s'))),
    ('share the lead with a partner of old', format('SELECT hansa.share(%L, %L, ''edit'')', t.id('lead'), t.company('d'))),
    ('share the lead with itself', format('SELECT hansa.share(%L, hansa.cur(), ''edit'')', t.id('lead'))),
    ('share the order with c', format('SELECT hansa.share(%L, %L, ''read'')', t.id('order'), t.company('c'))),
    ('share a contact without consent', format('SELECT hansa.share(%L, %L, ''edit'')', t.id('contact closed'), t.company('c'))),
    ('unshare the lead from d', format('SELECT hansa.unshare(%L, %L)', t.id('lead'), t.company('d'))),
    ('give the lead back', format('SELECT hansa.unshare(%L, hansa.cur())', t.id('lead'))),
    ('see who has the lead', format('SELECT * FROM hansa.grants_of(%L)', t.id('lead'))),
    ('add lines to the order', format('SELECT hansa.edi_lines(''{"{\"order\": {\"lines\": [{\"position\": 2, \"quantity\": 1}]}}"}'', ARRAY[%L::uuid])', t.id('order'))),
    ('add lines to an order just inserted', format('SELECT hansa.edi_lines(''{"{\"order\": {\"lines\": [{\"position\": 2, \"quantity\": 1}]}}"}'', ARRAY[%L::uuid])', t.id('order unpublished'))),
    ('see who has the order', format('SELECT * FROM hansa.grants_of(%L)', t.id('order'))),
    ('qualify the lead', format('SELECT hansa.act(%L, ''qualify'', NULL, ''{}'', 1)', t.id('lead'))),
    ('confirm the order', format('SELECT hansa.act(%L, ''confirm'', NULL, ''{}'', 1)', t.id('order'))),
    ('cancel the order', format('SELECT hansa.act(%L, ''cancel'', NULL, ''{}'', 1)', t.id('order'))),
    ('end the partnership of a and b', format('SELECT hansa.act(%L, ''end'', ''enough'', ''{}'', 1)', t.id('partnership b'))),
    ('change the lead', format('SELECT hansa.lead_update(%L, 1, ''{"region": "North"}'')', t.id('lead'))),
    ('change the lead''s person', format('SELECT hansa.lead_update(%L, 1, ''{"email": "new@x.example"}'')', t.id('lead'))),
    ('note on the own side of the lead', format('SELECT hansa.lead_update(%L, 1, ''{"notes": "mine"}'')', t.id('lead'))),
    ('open the lead''s room', format('SELECT hansa.record_room(%L)', t.id('lead'))),
    ('see the rooms', 'SELECT * FROM hansa.rooms()'),
    ('see the room', format('SELECT * FROM hansa.rooms(%L)', t.id('room'))),
    ('see the notes', format('SELECT * FROM hansa.rooms(%L)', t.id('notes'))),
    ('see who is in the room', format('SELECT * FROM hansa.room_people(%L) p WHERE p.company_id <> hansa.cur()', t.id('room'))),
    ('write in the room', format('SELECT hansa.message_post(%L, gen_random_uuid(), ''text'')', t.id('room'))),
    ('answer the room''s first message', format('SELECT hansa.message_post(%L, gen_random_uuid(), ''text'', %L)', t.id('room'), t.id('message early'))),
    ('write in the notes', format('SELECT hansa.message_post(%L, gen_random_uuid(), ''text'')', t.id('notes'))),
    ('write with a''s waiting file', format('SELECT hansa.message_post(%L, gen_random_uuid(), ''text'', NULL, ''{}'', ''[]'', ARRAY[%L::uuid])', t.id('room'), t.id('file waiting'))),
    ('read the room', format('SELECT hansa.room_read(%L, 2)', t.id('room'))),
    ('find what was said', $q$SELECT * FROM hansa.message_search('heron', NULL, 'infinity', t.id('room'), 100)$q$),
    ('find a note', format('SELECT * FROM hansa.message_search(''heron'', %L, ''infinity'', NULL, 100)', t.id('notes'))),
    ('change the message', format('SELECT hansa.message_edit(%L, ''new'', 2)', t.id('message'))),
    ('change the early message', format('SELECT hansa.message_edit(%L, ''new'', 2)', t.id('message early'))),
    ('delete the message', format('SELECT hansa.message_delete(%L)', t.id('message'))),
    ('remove the message', format('SELECT hansa.message_remove(%L, ''why'')', t.id('message'))),
    ('remove the early message', format('SELECT hansa.message_remove(%L, ''why'')', t.id('message early'))),
    ('react to the message', format('SELECT hansa.message_react(%L, ''👍'', true)', t.id('message'))),
    ('react to the early message', format('SELECT hansa.message_react(%L, ''👍'', true)', t.id('message early'))),
    ('pin the message', format('SELECT hansa.message_pin(%L, true)', t.id('message'))),
    ('report the message', format('SELECT hansa.message_report(%L, ''why'')', t.id('message'))),
    ('close the report', format('SELECT hansa.report_close(%L, true)', t.id('report'))),
    ('see the reports', 'SELECT * FROM hansa.reports_of(true)'),
    ('accept the invitation', format('SELECT hansa.room_accept(%L)', t.id('room'))),
    ('invite c into the room again', format('SELECT hansa.room_invite(%L, %L, true)', t.id('room'), t.company('c'))),
    ('take c out of the room', format('SELECT hansa.room_remove(%L, %L)', t.id('room'), t.company('c'))),
    ('make notes on the room', format('SELECT hansa.room_notes(%L)', t.id('room'))),
    ('leave the room', format('SELECT hansa.room_leave(%L)', t.id('room'))),
    ('let itself into the room', format('SELECT hansa.room_admit(%L, hansa.me())', t.id('room'))),
    ('send a out of the room', format('SELECT hansa.room_dismiss(%L, %L)', t.id('room'), t.person('a'))),
    ('see the rooms of its company', $q$SELECT * FROM hansa.company_rooms('infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 100)$q$),
    ('see who is asked into the room', format('SELECT * FROM jsonb_array_elements(hansa.room_invited(%L))', t.id('room'))),
    ('invite a guest', format('SELECT hansa.guest_invite(%L, ''Guest'', NULL, ''en'', 7, true, ''\x01'', '''')', t.id('room'))),
    ('see the guests', format('SELECT * FROM hansa.guests_of(%L)', t.id('room'))),
    ('send the guest away', format('SELECT hansa.guest_revoke(%L, %L)', t.id('room'), t.id('guest'))),
    ('end the hold', format('SELECT hansa.hold_end(%L)', t.id('hold'))),
    ('throw the waiting file away', format('SELECT hansa.file_drop(%L)', t.id('file waiting'))),
    ('make a task on the lead', format('SELECT hansa.task_create(%L)', jsonb_build_object('title', 'x', 'record_id', t.id('lead')))),
    ('make a shared task on the lead', format('SELECT hansa.task_create(%L)', jsonb_build_object('title', 'x', 'record_id', t.id('lead'), 'shared', true))),
    ('change the own task', format('SELECT hansa.task_update(%L, 1, ''{"title": "y"}'')', t.id('task'))),
    ('change the shared task', format('SELECT hansa.task_update(%L, 1, ''{"state": "done"}'')', t.id('task shared'))),
    ('find the lead by its outline', $q$SELECT * FROM hansa.search_ids('interest') WHERE record_id = t.id('lead')$q$),
    ('find the lead by its customer', $q$SELECT * FROM hansa.search_ids('customer')$q$),
    ('find the lead by its person', $q$SELECT * FROM hansa.search_ids('p@x.example')$q$),
    ('change the account', format('SELECT hansa.account_update(%L, 1, ''{"city": "X"}'')', t.id('account'))),
    ('change the contact', format('SELECT hansa.contact_update(%L, 1, ''{"phone": "1"}'')', t.id('contact'))),
    ('change the product', format('SELECT hansa.product_update(%L, 1, ''{"name": "X"}'')', t.id('product'))),
    ('create a lead', $q$SELECT hansa.lead_create('{"title": "new"}')$q$)) x (call, statement)
  LOOP
    got := ARRAY(SELECT t.try_as(r, k.statement) FROM unnest(ARRAY['a', 'b', 'c', 'd', 'e', 'g', 's', 'n']) WITH ORDINALITY u (r, o) ORDER BY o);
    RETURN QUERY SELECT k.call, got[1], got[2], got[3], got[4], got[5], got[6], got[7], got[8];
  END LOOP;
END $$;

-- The whole answer of a failing statement, as the stranger gets it.
CREATE FUNCTION t.answer_as(rel text, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE m text; d text; h text; s text; n bigint;
BEGIN
  BEGIN
    PERFORM set_config('hansa.company', t.company(rel)::text, true), set_config('hansa.person', t.person(rel)::text, true),
      set_config('hansa.role', 'admin', true), set_config('role', 'hansa_app', true);
    EXECUTE statement;
    GET DIAGNOSTICS n = ROW_COUNT;
    RAISE EXCEPTION 'rows %', n USING errcode = 'P0099';
  EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS s = RETURNED_SQLSTATE, m = MESSAGE_TEXT, d = PG_EXCEPTION_DETAIL, h = PG_EXCEPTION_HINT;
  END;
  PERFORM set_config('role', 'none', true);
  RETURN concat_ws('|', s, m, d, h);
END $$;

-- Every function the application may call with an id: for a stranger, somebody's id and nobody's id get one answer.
CREATE FUNCTION t.oracles() RETURNS TABLE (call text, theirs text, nobodys text) LANGUAGE plpgsql AS $$
DECLARE
  f record;
  k text;
  arguments text;
  one text;
  other text;
BEGIN
  FOR f IN SELECT p.oid, p.proname, p.pronargs, p.proargtypes FROM pg_proc p
    WHERE p.pronamespace = 'hansa'::regnamespace AND has_function_privilege('hansa_app', p.oid, 'EXECUTE')
      AND 'uuid'::regtype = ANY (p.proargtypes::oid[]) AND p.proname NOT IN ('bind_company') ORDER BY 2
  LOOP
    FOREACH k IN ARRAY ARRAY['lead', 'account', 'contact', 'product', 'order', 'document', 'partnership b', 'invitation', 'key', 'tracking',
      'room', 'notes', 'message', 'note', 'guest', 'report', 'hold', 'file', 'file waiting', 'task', 'import', 'view', 'feed'] LOOP
      SELECT string_agg(CASE
          WHEN a.typ = 'uuid'::regtype THEN '%1$L::uuid'
          WHEN a.typ = 'text'::regtype THEN CASE WHEN f.proname = 'hold_add' AND a.n = 1 THEN '''room''' WHEN a.n = 2 THEN '''edit''' ELSE '''x''' END
          WHEN a.typ = 'jsonb'::regtype THEN '''{}''::jsonb'
          WHEN a.typ IN ('int'::regtype, 'bigint'::regtype, 'smallint'::regtype) THEN '1'
          WHEN a.typ = 'boolean'::regtype THEN 'true'
          ELSE format('NULL::%s', format_type(a.typ, NULL)) END, ', ' ORDER BY a.n)
        INTO arguments FROM unnest(f.proargtypes::oid[]) WITH ORDINALITY a (typ, n);
      one := t.answer_as('s', format(format('SELECT hansa.%I(%s)', f.proname, arguments), t.id(k)));
      other := t.answer_as('s', format(format('SELECT hansa.%I(%s)', f.proname, arguments), gen_random_uuid()));
      IF one <> other THEN
        RETURN QUERY SELECT f.proname || ' ' || k, one, other;
      END IF;
    END LOOP;
  END LOOP;
END $$;
