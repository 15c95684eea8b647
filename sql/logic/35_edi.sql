-- The intake of an interchange in one call: kept byte for byte, its orders made, both parties told. Set-based throughout.

-- The lines and parties of orders the caller has just inserted, each from the document at its place. They come by no other
-- way: one look at all the orders stands for a foreign key, whose look at each row is a sixth of an intake.
CREATE OR REPLACE FUNCTION hansa.edi_lines(p_documents jsonb[], p_orders uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE v_cur uuid := hansa.cur();
BEGIN
  IF EXISTS (SELECT FROM unnest(p_orders) x LEFT JOIN hansa.order_ o ON o.id = x AND o.company_id = v_cur WHERE x IS NOT NULL AND o.id IS NULL)
    OR EXISTS (SELECT FROM hansa.grant_ g WHERE g.record_id = ANY (p_orders))
  THEN
    PERFORM hansa.not_found();
  END IF;
  INSERT INTO hansa.order_line (id, order_id, company_id, position, line_no, buyer_part, seller_part, gtin, description, quantity, unit,
    unit_price, amount_minor)
  SELECT gen_random_uuid(), d.order_id, v_cur, l.position, coalesce(nullif(l.line_no, ''), l.position::text), l.buyer_part, l.seller_part,
    l.gtin, l.description, l.quantity, coalesce(nullif(l.unit, ''), 'EA'), l.unit_price,
    coalesce(round(l.quantity * l.unit_price * x.minors)::bigint, 0)
  FROM unnest(p_documents, p_orders) AS d (doc, order_id)
    -- once an order: what a currency's minor unit is takes longer than to multiply by it
    CROSS JOIN LATERAL (SELECT (10 ^ hansa.currency_digits(coalesce(nullif(d.doc -> 'order' ->> 'currency', ''), 'USD')))::numeric(6, 0) AS minors OFFSET 0) x
    CROSS JOIN LATERAL jsonb_to_recordset(d.doc -> 'order' -> 'lines') AS l (line_no text, position int, buyer_part text, seller_part text,
      gtin text, description text, quantity numeric, unit text, unit_price numeric)
  WHERE d.order_id IS NOT NULL;
  INSERT INTO hansa.order_party (order_id, company_id, position, role, name, id_scheme, id_code, street, city, region, postcode, country)
  SELECT d.order_id, v_cur, y.n, y.p ->> 'role', y.p ->> 'name', y.p ->> 'id_scheme', y.p ->> 'id_code', y.p ->> 'street', y.p ->> 'city',
    y.p ->> 'region', y.p ->> 'postcode', y.p ->> 'country'
  FROM unnest(p_documents, p_orders) AS d (doc, order_id)
    CROSS JOIN LATERAL jsonb_array_elements(coalesce(d.doc -> 'order' -> 'parties', '[]')) WITH ORDINALITY AS y (p, n)
  WHERE d.order_id IS NOT NULL;
END $$;
COMMENT ON FUNCTION hansa.edi_lines(jsonb[], uuid[]) IS 'definer: the only writer of lines and parties; only for the caller''s own orders that nobody has a grant on yet';

-- Makes records of the documents and orders the caller has just inserted: grants for both parties, streams, timeline,
-- events, search documents, tracking links, one notification a seller.
CREATE OR REPLACE FUNCTION hansa.edi_publish(p_documents uuid[], p_orders uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  v_actor text := hansa.actor_name();
  v_buyer text := (SELECT c.name FROM hansa.company c WHERE c.id = v_cur);
BEGIN
  IF EXISTS (SELECT FROM unnest(p_orders) x LEFT JOIN hansa.order_ o ON o.id = x AND o.company_id = v_cur
      LEFT JOIN hansa.partnership p ON p.state IN ('active', 'notice') AND least(p.company_id, p.partner_id) = least(v_cur, o.seller_company_id)
        AND greatest(p.company_id, p.partner_id) = greatest(v_cur, o.seller_company_id) WHERE p.id IS NULL)
    OR EXISTS (SELECT FROM unnest(p_documents) x LEFT JOIN hansa.edi_document d ON d.id = x AND d.company_id = v_cur
      LEFT JOIN hansa.partnership p ON p.state IN ('active', 'notice') AND least(p.company_id, p.partner_id) = least(v_cur, d.partner_company_id)
        AND greatest(p.company_id, p.partner_id) = greatest(v_cur, d.partner_company_id) WHERE d.id IS NULL OR (d.partner_company_id IS NOT NULL AND p.id IS NULL))
  THEN
    PERFORM hansa.not_found();
  END IF;
  -- Fails on a record that has its grants already: a primary key, not a check.
  INSERT INTO hansa.grant_ (company_id, record_id, kind, level, status, sort_at, owner_id, shares)
  SELECT v_cur, o.id, 'order', 5, o.state, now(), v_cur, 1 FROM hansa.order_ o WHERE o.id = ANY (p_orders)
  UNION ALL SELECT o.seller_company_id, o.id, 'order', 4, o.state, now(), v_cur, 0 FROM hansa.order_ o WHERE o.id = ANY (p_orders)
  UNION ALL SELECT v_cur, d.id, 'document', 5, d.delivery, now(), v_cur, (d.partner_company_id IS NOT NULL)::int
    FROM hansa.edi_document d WHERE d.id = ANY (p_documents)
  UNION ALL SELECT d.partner_company_id, d.id, 'document', 3, d.delivery, now(), v_cur, 0
    FROM hansa.edi_document d WHERE d.id = ANY (p_documents) AND d.partner_company_id IS NOT NULL;
  INSERT INTO hansa.stream (id, head) SELECT x, 1 FROM unnest(p_orders || p_documents) x;
  INSERT INTO hansa.timeline (root_id, kind, company_id, person_id, actor_name, action, body)
  SELECT o.id, 'order', v_cur, hansa.me(), v_actor, 'created', jsonb_build_object('number', o.number, 'source', o.source, 'lines', o.lines)
    FROM hansa.order_ o WHERE o.id = ANY (p_orders);
  INSERT INTO hansa.event (stream_id, seq, kind, record_kind, record_id, company_id, body)
  SELECT o.id, 1, 'order.created', 'order', o.id, v_cur, jsonb_build_object('state', o.state) FROM hansa.order_ o WHERE o.id = ANY (p_orders)
  UNION ALL SELECT d.id, 1, 'document.created', 'document', d.id, v_cur, jsonb_build_object('state', d.delivery)
    FROM hansa.edi_document d WHERE d.id = ANY (p_documents);
  INSERT INTO hansa.tracking_link (order_id, company_id, token, expires_at)
  SELECT x, v_cur, hansa.random_token(), now() + interval '1 year' FROM unnest(p_orders) x;
  PERFORM hansa.search_refresh_('order', p_orders);
  PERFORM hansa.notify_(n.seller_company_id, NULL, 'order.received', 'order', n.first_id,
      jsonb_build_object('company', v_buyer, 'count', n.count, 'number', n.number))
    FROM (SELECT o.seller_company_id, count(*) AS count, (array_agg(o.id ORDER BY o.number))[1] AS first_id, min(o.number) AS number
      FROM hansa.order_ o WHERE o.id = ANY (p_orders) GROUP BY o.seller_company_id) n;
END $$;
COMMENT ON FUNCTION hansa.edi_publish(uuid[], uuid[]) IS 'definer: creates grants for both parties of new orders and documents; only the caller''s own rows, only to an active partner';

-- Sender and receiver of an interchange as companies: the sender must be the caller, the receiver one active partner.
CREATE OR REPLACE FUNCTION hansa.edi_partner(p jsonb) RETURNS uuid LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT (array_agg(i.company_id))[1] FROM hansa.company_identifier i JOIN hansa.partnership h
      ON h.state IN ('active', 'notice') AND ((h.company_id = hansa.cur() AND h.partner_id = i.company_id)
        OR (h.partner_id = hansa.cur() AND h.company_id = i.company_id))
    WHERE i.scheme = 'isa' AND i.value = (p ->> 'receiver_qualifier') || ':' || btrim(p ->> 'receiver_id')
      AND EXISTS (SELECT FROM hansa.company_identifier s WHERE s.company_id = hansa.cur() AND s.scheme = 'isa'
        AND s.value = (p ->> 'sender_qualifier') || ':' || btrim(p ->> 'sender_id'))
    HAVING count(DISTINCT i.company_id) = 1;
$$;

-- refusal says why a whole interchange was refused: unknown_trading_partner, control_number_reused. Its bytes are kept all the same.
CREATE OR REPLACE FUNCTION hansa.edi_receive(p jsonb, p_raw bytea, p_ack bytea)
RETURNS TABLE (interchange_id uuid, state text, duplicate boolean, ack bytea, orders int, refusal text)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  v_sha bytea := sha256(p_raw);
  v_partner uuid;
  v_docs jsonb[];
  v_orders uuid[];
  v_documents uuid[];
  v_attempt int;
  v_before hansa.edi_interchange;
BEGIN
  PERFORM hansa.need_role('member');
  v_partner := hansa.edi_partner(p);
  duplicate := false;
  orders := 0;
  LOOP
    -- Counted before it is looked at: an attempt that comes between the two is seen, one that comes later has this number.
    SELECT coalesce(max(i.attempt), 0) + 1 INTO v_attempt FROM hansa.edi_interchange i
      WHERE i.company_id = v_cur AND i.sender_qualifier = p ->> 'sender_qualifier' AND i.sender_id = p ->> 'sender_id'
        AND i.receiver_qualifier = p ->> 'receiver_qualifier' AND i.receiver_id = p ->> 'receiver_id'
        AND i.control_number = p ->> 'control_number';
    -- Under this control number: the same bytes if they were looked at, else the attempt that was taken in. One that was
    -- rejected does not hold the number: what was cut on its way is sent again as it was meant.
    SELECT i.* INTO v_before FROM hansa.edi_interchange i
      WHERE i.company_id = v_cur AND i.sender_qualifier = p ->> 'sender_qualifier' AND i.sender_id = p ->> 'sender_id'
        AND i.receiver_qualifier = p ->> 'receiver_qualifier' AND i.receiver_id = p ->> 'receiver_id'
        AND i.control_number = p ->> 'control_number' AND (i.refusal IS NULL AND i.state <> 'rejected' OR i.sha256 = v_sha)
      ORDER BY i.sha256 = v_sha AND i.refusal IS NULL DESC, i.refusal IS NULL DESC, i.attempt DESC LIMIT 1;
    refusal := CASE WHEN v_before.id IS NOT NULL AND v_before.refusal IS NULL AND v_before.sha256 <> v_sha THEN 'control_number_reused'
      WHEN v_partner IS NULL AND (v_before.id IS NULL OR v_before.refusal IS NOT NULL) THEN 'unknown_trading_partner' END;
    IF refusal = 'control_number_reused' THEN
      -- The same wrong bytes again are not kept again.
      SELECT i.* INTO v_before FROM hansa.edi_interchange i
        WHERE i.company_id = v_cur AND i.sender_qualifier = p ->> 'sender_qualifier' AND i.sender_id = p ->> 'sender_id'
          AND i.receiver_qualifier = p ->> 'receiver_qualifier' AND i.receiver_id = p ->> 'receiver_id'
          AND i.control_number = p ->> 'control_number' AND i.sha256 = v_sha ORDER BY i.attempt DESC LIMIT 1;
      IF v_before.refusal <> refusal THEN
        v_before := NULL;
      END IF;
    END IF;
    IF v_before.sha256 = v_sha AND v_before.refusal IS NOT DISTINCT FROM refusal THEN
      interchange_id := v_before.id;
      state := v_before.state;
      ack := v_before.ack;
      duplicate := true;
      orders := (SELECT count(*) FROM hansa.edi_document d WHERE d.interchange_id = v_before.id AND d.delivery = 'applied');
      RETURN NEXT;
      RETURN;
    END IF;
    interchange_id := gen_random_uuid();
    state := CASE WHEN refusal IS NULL THEN p ->> 'state' ELSE 'rejected' END;
    ack := CASE WHEN refusal IS NULL THEN p_ack END;
    INSERT INTO hansa.edi_interchange (id, company_id, partner_company_id, channel, sender_qualifier, sender_id, receiver_qualifier,
      receiver_id, control_number, attempt, version, usage, raw, sha256, ack, state, refusal, findings)
    VALUES (interchange_id, v_cur, CASE WHEN refusal IS NULL THEN v_partner END, p ->> 'channel', p ->> 'sender_qualifier',
      p ->> 'sender_id', p ->> 'receiver_qualifier', p ->> 'receiver_id', p ->> 'control_number', v_attempt, p ->> 'version',
      p ->> 'usage', p_raw, v_sha, ack, state, refusal, coalesce(p -> 'findings', '[]') || CASE refusal
        WHEN 'unknown_trading_partner' THEN '[{"code": "unknown_trading_partner", "key": "document.partner_unknown", "text": "Sender or receiver is not an identifier of your company and of one active partner."}]'::jsonb
        WHEN 'control_number_reused' THEN '[{"code": "025", "key": "document.control_used", "text": "This control number was used before with other content."}]'
        ELSE '[]' END)
    ON CONFLICT DO NOTHING;
    -- Otherwise the same arrived at the same moment and was first: look again.
    EXIT WHEN FOUND;
  END LOOP;
  IF refusal IS NOT NULL THEN
    RETURN NEXT;
    RETURN;
  END IF;

  -- Taken apart once: each further look into the whole would copy all of it.
  v_docs := ARRAY(SELECT jsonb_array_elements(coalesce(p -> 'documents', '[]')));
  v_documents := ARRAY(SELECT gen_random_uuid() FROM generate_series(1, cardinality(v_docs)));
  -- An order of the same number is not made twice; its document is kept and says so. Intake from one company to
  -- another waits in line here, so that what is not there now cannot come meanwhile.
  PERFORM pg_advisory_xact_lock(hashtextextended('edi:' || v_cur || ':' || v_partner, 0));
  SELECT array_agg(CASE WHEN x.first AND NOT EXISTS (SELECT FROM hansa.order_ o
      WHERE o.company_id = v_cur AND o.seller_company_id = v_partner AND o.number = x.number) THEN gen_random_uuid() END ORDER BY x.n)
    INTO v_orders FROM (
      SELECT d.n, d.doc -> 'order' ->> 'number' AS number,
        d.doc ->> 'validity' = 'valid' AND row_number() OVER (PARTITION BY d.doc ->> 'validity', d.doc -> 'order' ->> 'number' ORDER BY d.n) = 1
          AND jsonb_typeof(d.doc -> 'order') = 'object' AS first
      FROM unnest(v_docs) WITH ORDINALITY AS d (doc, n)) x;

  INSERT INTO hansa.order_ (id, company_id, buyer_company_id, seller_company_id, number, currency, total_minor, lines, ordered_on,
    requested_on, source, document_id, note)
  SELECT d.order_id, v_cur, v_cur, v_partner, o ->> 'number', c,
    (SELECT coalesce(sum(round((l.value ->> 'quantity')::numeric * (l.value ->> 'unit_price')::numeric * minors)::bigint), 0)
      FROM jsonb_array_elements(o -> 'lines') l),
    jsonb_array_length(o -> 'lines'), (o ->> 'ordered_on')::date, (o ->> 'requested_on')::date, 'edi', d.id, o ->> 'note'
  FROM unnest(v_docs, v_documents, v_orders) AS d (doc, id, order_id)
    CROSS JOIN LATERAL (SELECT d.doc -> 'order' AS o, coalesce(nullif(d.doc -> 'order' ->> 'currency', ''), 'USD') AS c) x
    CROSS JOIN LATERAL (SELECT (10 ^ hansa.currency_digits(c))::numeric(6, 0) AS minors OFFSET 0) y
  WHERE d.order_id IS NOT NULL;

  PERFORM hansa.edi_lines(v_docs, v_orders);

  INSERT INTO hansa.edi_document (id, interchange_id, company_id, partner_company_id, position, set_id, version, group_control,
    set_control, number, purpose, validity, delivery, acknowledgment, readable, raw_offset, raw_length, findings, order_id)
  SELECT d.id, edi_receive.interchange_id, v_cur, v_partner, d.n, d.doc ->> 'set_id', d.doc ->> 'version', d.doc ->> 'group_control',
    d.doc ->> 'set_control', d.doc ->> 'number', d.doc ->> 'purpose', d.doc ->> 'validity',
    CASE WHEN d.order_id IS NOT NULL THEN 'applied' WHEN x.wanted OR d.doc ->> 'validity' <> 'valid' THEN 'failed' ELSE 'received' END,
    coalesce(d.doc ->> 'acknowledgment', 'none'), d.doc -> 'readable', coalesce((d.doc ->> 'raw_offset')::int, 0),
    coalesce((d.doc ->> 'raw_length')::int, 0),
    coalesce(d.doc -> 'findings', '[]') || CASE WHEN x.wanted AND d.order_id IS NULL
      THEN '[{"code": "order_exists", "key": "document.order_exists", "text": "There is an order with this number already; it was not changed."}]'::jsonb ELSE '[]' END,
    d.order_id
  FROM unnest(v_docs, v_documents, v_orders) WITH ORDINALITY AS d (doc, id, order_id, n)
    CROSS JOIN LATERAL (SELECT d.doc ->> 'validity' = 'valid' AND jsonb_typeof(d.doc -> 'order') = 'object' AS wanted) x;

  v_orders := array_remove(v_orders, NULL);
  PERFORM hansa.edi_publish(coalesce(v_documents, '{}'), coalesce(v_orders, '{}'));
  orders := coalesce(cardinality(v_orders), 0);
  RETURN NEXT;
END $$;

GRANT EXECUTE ON FUNCTION hansa.edi_lines(jsonb[], uuid[]), hansa.edi_publish(uuid[], uuid[]), hansa.edi_partner(jsonb), hansa.edi_receive(jsonb, bytea, bytea) TO hansa_app;
