-- Eight points of view on one set of records: a owns them, b may edit, c comment, d read, e sees the teaser, g is a guest of one
-- room, s is a stranger, n has no company at all. In that room b writes, c reads since its second message, d's person was not let in, e is invited. Every table of the schema holds a row that belongs to this set; t.target says which.
CREATE SCHEMA t;
GRANT USAGE ON SCHEMA t TO hansa_app;

CREATE FUNCTION t.company(rel text) RETURNS uuid LANGUAGE sql IMMUTABLE AS
$$ SELECT CASE WHEN rel = 'n' THEN NULL ELSE ('00000000-0000-4000-8000-000000000' || lpad(ascii(rel)::text, 3, '0'))::uuid END $$;
CREATE FUNCTION t.person(rel text) RETURNS uuid LANGUAGE sql IMMUTABLE AS
$$ SELECT CASE WHEN rel = 'n' THEN NULL ELSE ('00000000-0000-4000-9000-000000000' || lpad(ascii(rel)::text, 3, '0'))::uuid END $$;
CREATE FUNCTION t.id(what text) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$ SELECT md5(what)::uuid $$;

-- Runs a statement as the application on behalf of a company's person; a number of rows, or the SQLSTATE.
CREATE FUNCTION t.run_as(rel text, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE n bigint; answer text;
BEGIN
  PERFORM set_config('hansa.company', coalesce(t.company(rel)::text, ''), true),
          set_config('hansa.person', coalesce(t.person(rel)::text, ''), true),
          set_config('hansa.role', CASE rel WHEN 'n' THEN '' WHEN 'g' THEN 'guest' ELSE 'admin' END, true),
          set_config('role', 'hansa_app', true);
  BEGIN
    EXECUTE statement;
    GET DIAGNOSTICS n = ROW_COUNT;
    answer := n::text;
  EXCEPTION WHEN OTHERS THEN
    answer := sqlstate;
  END;
  PERFORM set_config('role', 'none', true), set_config('hansa.company', '', true), set_config('hansa.person', '', true);
  RETURN answer;
END $$;

-- The same, and nothing of it stays.
CREATE FUNCTION t.try_as(rel text, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE answer text;
BEGIN
  BEGIN
    answer := t.run_as(rel, statement);
    RAISE EXCEPTION 'undo' USING errcode = 'P0099';
  EXCEPTION WHEN SQLSTATE 'P0099' THEN
    RETURN answer;
  END;
END $$;

DO $$
DECLARE rel text;
BEGIN
  FOREACH rel IN ARRAY ARRAY['a', 'b', 'c', 'd', 'e', 'g', 's'] LOOP
    INSERT INTO hansa.company (id, name, slug, country, guest) VALUES (t.company(rel), 'Company ' || rel, 'company-' || rel, 'DE', rel = 'g');
    INSERT INTO hansa.company_identifier (id, company_id, scheme, value)
    SELECT t.id(x.scheme || ' ' || rel), t.company(rel), x.scheme, x.value
      FROM (VALUES ('domain', rel || '.example'), ('isa', 'ZZ:' || upper(rel))) x (scheme, value) WHERE rel <> 'g';
    INSERT INTO hansa.grant_ (company_id, record_id, kind, level, status, sort_at, owner_id)
    VALUES (t.company(rel), t.company(rel), 'company', 5, 'active', now(), t.company(rel));
    INSERT INTO hansa.person (id, email, name) VALUES (t.person(rel), CASE WHEN rel <> 'g' THEN 'person@' || rel || '.example' END, 'Person ' || rel);
    INSERT INTO hansa.membership (company_id, person_id, role) VALUES (t.company(rel), t.person(rel), CASE rel WHEN 'g' THEN 'guest' ELSE 'admin' END);
    INSERT INTO hansa.session (id, token_hash, person_id, company_id, expires_at)
    VALUES (t.id('session ' || rel), sha256(convert_to('session ' || rel, 'UTF8')), t.person(rel), t.company(rel), now() + interval '1 day');
  END LOOP;

  -- a is a partner of everybody but the stranger
  FOREACH rel IN ARRAY ARRAY['b', 'c', 'd', 'e'] LOOP
    INSERT INTO hansa.partnership (id, company_id, partner_id, company_role, partner_role, state, active_at)
    VALUES (t.id('partnership ' || rel), t.company('a'), t.company(rel), 'vendor', 'reseller', 'active', now());
    INSERT INTO hansa.grant_ (company_id, record_id, kind, level, status, sort_at, owner_id)
    VALUES (t.company('a'), t.id('partnership ' || rel), 'partnership', 5, 'active', now(), t.company('a')),
      (t.company(rel), t.id('partnership ' || rel), 'partnership', 4, 'active', now(), t.company('a')),
      (t.company('a'), t.company(rel), 'company', 2, 'active', now(), t.company(rel)),
      (t.company(rel), t.company('a'), 'company', 2, 'active', now(), t.company('a'));
    INSERT INTO hansa.stream (id) VALUES (t.id('partnership ' || rel));
  END LOOP;
END $$;

-- d's partnership was, is no more: the two still know each other, and what d holds stays to be taken away one by one
UPDATE hansa.partnership SET state = 'ended' WHERE id = t.id('partnership d');
UPDATE hansa.grant_ SET status = 'ended' WHERE record_id = t.id('partnership d');
UPDATE hansa.grant_ SET level = 1 WHERE kind = 'company' AND t.company('d') IN (company_id, record_id) AND t.company('a') IN (company_id, record_id);

INSERT INTO hansa.api_key (id, company_id, name, prefix, key_hash, scopes)
VALUES (t.id('key'), t.company('a'), 'key', 'abcdefgh', sha256('key'), ARRAY['edi:write']);
INSERT INTO hansa.invitation (id, company_id, email, role, token_hash, expires_at)
VALUES (t.id('invitation'), t.company('a'), 'new@a.example', 'member', sha256('invitation'), now() + interval '1 day');
INSERT INTO hansa.password_reset (token_hash, person_id, expires_at) VALUES (sha256('reset'), t.person('a'), now() + interval '1 day');
INSERT INTO hansa.throttle (key, window_start, count) VALUES (sha256('throttle'), now(), 1);

INSERT INTO hansa.account (id, company_id, name) VALUES (t.id('account'), t.company('a'), 'Account');
INSERT INTO hansa.contact (id, company_id, account_id, name, email, consent_to_share)
VALUES (t.id('contact'), t.company('a'), t.id('account'), 'Open Contact', 'open@x.example', true),
  (t.id('contact closed'), t.company('a'), t.id('account'), 'Closed Contact', 'closed@x.example', false);
INSERT INTO hansa.product (id, company_id, sku, name, price_minor, currency) VALUES (t.id('product'), t.company('a'), 'SKU', 'Product', 100, 'EUR');
INSERT INTO hansa.lead (id, company_id, number, product_interest) VALUES (t.id('lead'), t.company('a'), 'L-1', 'interest'),
  (t.id('lead closed'), t.company('a'), 'L-2', 'interest');
INSERT INTO hansa.lead_identity (lead_id, title, company_name) VALUES (t.id('lead'), 'Title', 'Customer');
INSERT INTO hansa.lead_detail (lead_id, city) VALUES (t.id('lead'), 'City');
INSERT INTO hansa.lead_personal (lead_id, contact_name, email, consent_to_share) VALUES (t.id('lead'), 'Person', 'p@x.example', true),
  (t.id('lead closed'), 'Person', 'p@x.example', false);
INSERT INTO hansa.lead_commercial (lead_id, value_minor, currency) VALUES (t.id('lead'), 100, 'EUR');
INSERT INTO hansa.lead_private (lead_id, company_id, notes) VALUES (t.id('lead'), t.company('a'), 'ours'), (t.id('lead'), t.company('b'), 'theirs');
INSERT INTO hansa.order_ (id, company_id, buyer_company_id, seller_company_id, number, currency, source)
VALUES (t.id('order'), t.company('a'), t.company('a'), t.company('b'), 'PO-1', 'EUR', 'edi'),
  (t.id('order unpublished'), t.company('a'), t.company('a'), t.company('b'), 'PO-2', 'EUR', 'edi');
INSERT INTO hansa.order_line (id, order_id, company_id, position, line_no, quantity, unit) VALUES (t.id('line'), t.id('order'), t.company('a'), 1, '1', 2, 'EA');
INSERT INTO hansa.order_party (order_id, company_id, position, role, name) VALUES (t.id('order'), t.company('a'), 1, 'ST', 'Ship to');
INSERT INTO hansa.shipment (id, order_id, company_id, number) VALUES (t.id('shipment'), t.id('order'), t.company('b'), 'S-1');
INSERT INTO hansa.shipment_line (shipment_id, order_id, order_line_id, quantity) VALUES (t.id('shipment'), t.id('order'), t.id('line'), 1);
INSERT INTO hansa.invoice (id, order_id, company_id, number, total_minor, currency) VALUES (t.id('invoice'), t.id('order'), t.company('b'), 'I-1', 100, 'EUR');
INSERT INTO hansa.invoice_line (invoice_id, order_id, order_line_id, quantity, amount_minor) VALUES (t.id('invoice'), t.id('order'), t.id('line'), 1, 100);
INSERT INTO hansa.tracking_link (id, order_id, company_id, token, expires_at)
VALUES (t.id('tracking'), t.id('order'), t.company('a'), 'abcdefghijklmnopqrstuv', now() + interval '1 day');
INSERT INTO hansa.edi_interchange (id, company_id, partner_company_id, channel, sender_qualifier, sender_id, receiver_qualifier, receiver_id,
  control_number, raw, sha256, state)
VALUES (t.id('interchange'), t.company('a'), t.company('b'), 'http', 'ZZ', 'A', 'ZZ', 'B', '000000001', 'ISA', sha256('ISA'), 'accepted');
INSERT INTO hansa.edi_document (id, interchange_id, company_id, partner_company_id, position, set_id, validity, delivery, acknowledgment, order_id)
VALUES (t.id('document'), t.id('interchange'), t.company('a'), t.company('b'), 1, '850', 'valid', 'applied', 'accepted', t.id('order'));

-- records shared by degree; an order and its document with their two parties only
INSERT INTO hansa.grant_ (company_id, record_id, kind, level, status, sort_at, owner_id)
SELECT t.company(rel), t.id(what), kind, level, 'new', now(), t.company('a')
FROM (VALUES ('lead', 'lead'), ('lead closed', 'lead'), ('account', 'account'), ('contact', 'contact'), ('contact closed', 'contact'), ('product', 'product')) r (what, kind),
  (VALUES ('a', 5), ('b', 4), ('c', 3), ('d', 2), ('e', 1)) g (rel, level)
UNION ALL
SELECT t.company(rel), t.id(what), kind, level, 'received', now(), t.company('a')
FROM (VALUES ('order', 'order'), ('document', 'document')) r (what, kind), (VALUES ('a', 5), ('b', 4)) g (rel, level);

INSERT INTO hansa.stream (id, head) SELECT DISTINCT record_id, 1 FROM hansa.grant_ WHERE kind NOT IN ('company', 'partnership');
INSERT INTO hansa.event (stream_id, seq, kind, record_kind, record_id, company_id) VALUES (t.id('lead'), 1, 'lead.created', 'lead', t.id('lead'), t.company('a'));
INSERT INTO hansa.event (stream_id, kind, record_kind, record_id, company_id, audience)
VALUES (t.id('account'), 'grant.revoked', 'account', t.id('account'), t.company('a'), t.company('d'));
INSERT INTO hansa.timeline (id, root_id, kind, company_id, actor_name, visibility, action)
VALUES (t.id('timeline shared'), t.id('lead'), 'lead', t.company('a'), 'Person a', 'shared', 'commented'),
  (t.id('timeline own'), t.id('lead'), 'lead', t.company('a'), 'Person a', 'own', 'commented');
INSERT INTO hansa.notification (id, company_id, person_id, kind) VALUES (t.id('notification all'), t.company('a'), NULL, 'lead.shared'),
  (t.id('notification one'), t.company('a'), t.person('b'), 'lead.shared');
INSERT INTO hansa.notification_read (notification_id, company_id, person_id) VALUES (t.id('notification all'), t.company('a'), t.person('a'));
INSERT INTO hansa.audit_entry (id, company_id, action) VALUES (t.id('audit'), t.company('a'), 'session.opened');
INSERT INTO hansa.snapshot (record_id, company_id, revision, kind, body, hash) VALUES (t.id('lead'), t.company('d'), 1, 'lead', '{}', sha256(''));
INSERT INTO hansa.idempotency (company_id, key, route, body_hash) VALUES (t.company('a'), 'key', 'POST /api/leads', sha256('body'));
SELECT hansa.search_refresh_(kind, array_agg(DISTINCT record_id)) FROM hansa.grant_ WHERE kind IN ('lead', 'account', 'contact', 'product', 'order') GROUP BY kind;
INSERT INTO hansa.mail_outbox (id, company_id, to_address, subject, text_body, html_body) VALUES (t.id('mail'), t.company('a'), 'x@a.example', 's', 't', 'h');

-- a free room with two messages and notes of a; the lead's own room; what hangs on them
INSERT INTO hansa.room (id, kind, company_id, title) VALUES (t.id('room'), 'free', t.company('a'), 'Room');
INSERT INTO hansa.room (id, kind, about_kind, about_id, company_id) VALUES
  (t.id('notes'), 'notes', 'room', t.id('room'), t.company('a')),
  (t.id('lead room'), 'record', 'lead', t.id('lead'), t.company('a'));
INSERT INTO hansa.grant_ (company_id, record_id, kind, level, status, sort_at, owner_id, from_seq, listed)
SELECT t.company(rel), t.id('room'), 'room', level, status, now(), t.company('a'), from_seq, listed
FROM (VALUES ('a', 5, 'active', 0, false), ('b', 3, 'active', 0, false), ('c', 2, 'active', 1, false), ('d', 3, 'active', 0, true),
  ('e', 1, 'invited', 0, false), ('g', 3, 'guest', 0, false)) g (rel, level, status, from_seq, listed)
UNION ALL
SELECT t.company(rel), t.id('lead room'), 'room', level, 'active', now(), t.company('a'), 0, false FROM (VALUES ('a', 5), ('b', 3), ('c', 3), ('d', 2)) g (rel, level)
UNION ALL
SELECT t.company('a'), t.id('notes'), 'room', 5, 'active', now(), t.company('a'), 0, false;
INSERT INTO hansa.stream (id, head) VALUES (t.id('room'), 2), (t.id('notes'), 1), (t.id('lead room'), 0);
INSERT INTO hansa.message (id, room_id, seq, company_id, company_name, person_id, author_name, cid, rev, text, tsv)
SELECT t.id(what), t.id(room), seq, t.company(rel), 'Company ' || rel, t.person(rel), 'Person ' || rel, t.id('cid ' || what), 2, body, hansa.words(body)
FROM (VALUES ('message early', 'room', 1, 'a', 'early heron'), ('message', 'room', 2, 'b', 'late heron'), ('note', 'notes', 1, 'a', 'own heron')) m (what, room, seq, rel, body);
INSERT INTO hansa.event (stream_id, seq, kind, record_kind, record_id, company_id, body)
SELECT m.room_id, m.seq, 'msg.new', 'room', m.room_id, m.company_id, jsonb_build_object('m', m.id) FROM hansa.message m;
INSERT INTO hansa.message_edit (message_id, rev, text) VALUES (t.id('message early'), 1, 'was'), (t.id('message'), 1, 'was'), (t.id('note'), 1, 'was');
INSERT INTO hansa.room_person (room_id, company_id, person_id)
SELECT t.id('room'), t.company(rel), t.person(rel) FROM unnest(ARRAY['a', 'b', 'c', 'g']) rel;
INSERT INTO hansa.room_guest (id, room_id, company_id, guest_company_id, person_id, token_hash, title, name, expires_at)
VALUES (t.id('guest'), t.id('room'), t.company('a'), t.company('g'), t.person('g'), sha256('guest'), 'Room', 'Person g', now() + interval '1 day');
INSERT INTO hansa.message_report (id, message_id, room_id, company_id, person_id, author_company_id, reason)
VALUES (t.id('report'), t.id('message early'), t.id('room'), t.company('b'), t.person('b'), t.company('a'), 'rude');
INSERT INTO hansa.hold (id, company_id, scope, room_id, reason) VALUES (t.id('hold'), t.company('a'), 'room', t.id('room'), 'dispute');
INSERT INTO hansa.company_rule (company_id) VALUES (t.company('a'));
INSERT INTO hansa.file_content (company_id, sha256, bytes) VALUES (t.company('a'), sha256('file'), 'file'), (t.company('a'), sha256('waiting'), 'waiting');
INSERT INTO hansa.file_ (id, company_id, person_id, room_id, message_id, name, type, size, sha256) VALUES
  (t.id('file'), t.company('a'), t.person('a'), t.id('room'), t.id('message early'), 'file.txt', 'text/plain', 4, sha256('file')),
  (t.id('file waiting'), t.company('a'), t.person('a'), NULL, NULL, 'waiting.txt', 'text/plain', 7, sha256('waiting'));

-- tasks on the lead, one shared; what each person has set and brought
INSERT INTO hansa.task (id, company_id, record_kind, record_id, title, assigned_company, shared) VALUES
  (t.id('task'), t.company('a'), 'lead', t.id('lead'), 'Own task', t.company('a'), false),
  (t.id('task shared'), t.company('a'), 'lead', t.id('lead'), 'Shared task', t.company('a'), true);
INSERT INTO hansa.calendar_feed (id, company_id, person_id, name, base, token_hash)
VALUES (t.id('feed'), t.company('a'), t.person('a'), 'Feed', 'http://x.example', sha256('feed'));
INSERT INTO hansa.notification_setting (company_id, person_id, classes) VALUES (t.company('a'), t.person('a'), '{}');
INSERT INTO hansa.notification_mail (notification_id, company_id, person_id, due_at) VALUES (t.id('notification all'), t.company('a'), t.person('a'), now());
INSERT INTO hansa.unsubscribe (token_hash, company_id, person_id, classes) VALUES (sha256('unsubscribe'), t.company('a'), t.person('a'), '{watching}');
INSERT INTO hansa.import_ (id, company_id, person_id, actor, kind, name, columns, mapping, total)
VALUES (t.id('import'), t.company('a'), t.person('a'), 'Person a', 'lead', 'leads.csv', '{Title}', '{"0": "title"}', 1);
INSERT INTO hansa.import_row (import_id, company_id, row, cells) VALUES (t.id('import'), t.company('a'), 1, '{Title}');
INSERT INTO hansa.import_key (import_id, company_id, key, row) VALUES (t.id('import'), t.company('a'), 'name:title', 1);
INSERT INTO hansa.saved_view (id, company_id, person_id, kind, name, shared, query) VALUES
  (t.id('view'), t.company('a'), t.person('a'), 'leads', 'View', true, 'stage=new'),
  (t.id('view own'), t.company('a'), t.person('b'), 'leads', 'Own view', false, 'stage=new');

-- which rows of a table belong to the set
CREATE TABLE t.target (tbl text PRIMARY KEY, rows_ text NOT NULL);
INSERT INTO t.target VALUES
  ('company', format('id = %L', t.company('a'))),
  ('company_identifier', format('id = %L', t.id('isa a'))),
  ('person', format('id = %L', t.person('a'))),
  ('membership', format('person_id = %L', t.person('a'))),
  ('session', format('id = %L', t.id('session a'))),
  ('api_key', format('id = %L', t.id('key'))),
  ('invitation', format('id = %L', t.id('invitation'))),
  ('password_reset', format('person_id = %L', t.person('a'))),
  ('throttle', 'true'),
  ('partnership', format('id = %L', t.id('partnership b'))),
  ('snapshot', format('record_id = %L', t.id('lead'))),
  ('grant_', format('record_id = %L', t.id('lead'))),
  ('stream', format('id = %L', t.id('lead'))),
  ('event', format('stream_id IN (%L, %L)', t.id('lead'), t.id('account'))),
  ('lead', format('id = %L', t.id('lead'))),
  ('lead_identity', format('lead_id = %L', t.id('lead'))),
  ('lead_detail', format('lead_id = %L', t.id('lead'))),
  ('lead_personal', format('lead_id IN (%L, %L)', t.id('lead'), t.id('lead closed'))),
  ('lead_commercial', format('lead_id = %L', t.id('lead'))),
  ('lead_private', format('lead_id = %L', t.id('lead'))),
  ('account', format('id = %L', t.id('account'))),
  ('contact', format('id IN (%L, %L)', t.id('contact'), t.id('contact closed'))),
  ('product', format('id = %L', t.id('product'))),
  ('order_', format('id = %L', t.id('order'))),
  ('order_line', format('order_id = %L', t.id('order'))),
  ('order_party', format('order_id = %L', t.id('order'))),
  ('shipment', format('order_id = %L', t.id('order'))),
  ('shipment_line', format('order_id = %L', t.id('order'))),
  ('invoice', format('order_id = %L', t.id('order'))),
  ('invoice_line', format('order_id = %L', t.id('order'))),
  ('tracking_link', format('order_id = %L', t.id('order'))),
  ('edi_interchange', format('id = %L', t.id('interchange'))),
  ('edi_document', format('id = %L', t.id('document'))),
  ('timeline', format('root_id = %L', t.id('lead'))),
  ('notification', format('company_id = %L', t.company('a'))),
  ('notification_read', format('company_id = %L', t.company('a'))),
  ('audit_entry', format('company_id = %L', t.company('a'))),
  ('transition', $q$kind = 'lead' AND from_state = 'new' AND action = 'qualify'$q$),
  ('idempotency', format('company_id = %L', t.company('a'))),
  ('search_doc', format('record_id = %L', t.id('lead'))),
  ('mail_outbox', format('id = %L', t.id('mail'))),
  ('message_text', $q$key = (SELECT min(key) FROM hansa.message_text) AND language = 'en'$q$),
  ('room', format('id IN (%L, %L)', t.id('room'), t.id('notes'))),
  ('room_person', format('room_id = %L', t.id('room'))),
  ('message', format('room_id IN (%L, %L)', t.id('room'), t.id('notes'))),
  ('message_edit', format('message_id IN (%L, %L, %L)', t.id('message early'), t.id('message'), t.id('note'))),
  ('room_guest', format('id = %L', t.id('guest'))),
  ('message_report', format('id = %L', t.id('report'))),
  ('hold', format('id = %L', t.id('hold'))),
  ('company_rule', format('company_id = %L', t.company('a'))),
  ('file_', format('id IN (%L, %L)', t.id('file'), t.id('file waiting'))),
  ('file_content', format('company_id = %L', t.company('a'))),
  ('task', format('record_id = %L', t.id('lead'))),
  ('calendar_feed', format('id = %L', t.id('feed'))),
  ('notification_setting', format('company_id = %L', t.company('a'))),
  ('notification_mail', format('company_id = %L', t.company('a'))),
  ('notification_clock', 'true'),
  ('unsubscribe', format('company_id = %L', t.company('a'))),
  ('import_', format('id = %L', t.id('import'))),
  ('import_row', format('import_id = %L', t.id('import'))),
  ('import_key', format('import_id = %L', t.id('import'))),
  ('saved_view', format('company_id = %L', t.company('a'))),
  ('schema_migration', 'true');
