-- What each point of view gets from each table by each verb. Prints table, verb, column, and the eight answers.
CREATE FUNCTION t.insertable(tbl text) RETURNS text[] LANGUAGE sql STABLE AS $$
  SELECT coalesce(array_agg(a.attname::text ORDER BY a.attnum), '{}') FROM pg_attribute a
  WHERE a.attrelid = ('hansa.' || quote_ident(tbl))::regclass AND a.attnum > 0 AND NOT a.attisdropped
    AND has_column_privilege('hansa_app', a.attrelid, a.attnum, 'INSERT') $$;

-- Puts the row of the set in again: the owner's own copy, or one that names the caller's company where a row names one.
CREATE FUNCTION t.try_insert(rel text, tbl text, own boolean) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  cols text[] := t.insertable(tbl);
  v_row jsonb;
  answer text;
  company_column boolean := EXISTS (SELECT FROM pg_attribute WHERE attrelid = ('hansa.' || quote_ident(tbl))::regclass AND attname = 'company_id');
BEGIN
  EXECUTE format('SELECT to_jsonb(x) FROM hansa.%I x WHERE %s LIMIT 1', tbl, (SELECT rows_ FROM t.target r WHERE r.tbl = try_insert.tbl)) INTO v_row;
  IF own AND company_column THEN
    v_row := jsonb_set(v_row, '{company_id}', coalesce(to_jsonb(t.company(rel)), 'null'));
    IF v_row ? 'buyer_company_id' THEN
      v_row := jsonb_set(v_row, '{buyer_company_id}', coalesce(to_jsonb(t.company(rel)), 'null'));
      v_row := jsonb_set(v_row, '{seller_company_id}', to_jsonb(CASE rel WHEN 'b' THEN t.company('a') ELSE t.company('b') END));
    END IF;
    IF v_row ? 'person_id' AND tbl IN ('audit_entry', 'notification_read') THEN
      v_row := jsonb_set(v_row, '{person_id}', coalesce(to_jsonb(t.person(rel)), 'null'));
    END IF;
  END IF;
  IF cardinality(cols) = 0 THEN
    cols := ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = ('hansa.' || quote_ident(tbl))::regclass AND a.attnum > 0
      AND NOT a.attisdropped AND a.attidentity = '' ORDER BY a.attnum);
  END IF;
  BEGIN
    -- the row itself makes way, unless others hang on it; then the copy gets a new id
    IF v_row ? 'id' THEN
      v_row := jsonb_set(v_row, '{id}', CASE jsonb_typeof(v_row -> 'id') WHEN 'number' THEN '0' ELSE to_jsonb(gen_random_uuid()) END);
      IF v_row ? 'number' THEN v_row := jsonb_set(v_row, '{number}', '"N-9"'); END IF;
      IF v_row ? 'sku' THEN v_row := jsonb_set(v_row, '{sku}', '"SKU-9"'); END IF;
      IF v_row ? 'key_hash' THEN v_row := jsonb_set(v_row, '{key_hash}', '"\\x01"'); END IF;
      IF v_row ? 'token_hash' THEN v_row := jsonb_set(v_row, '{token_hash}', '"\\x01"'); END IF;
      IF v_row ? 'token' THEN v_row := jsonb_set(v_row, '{token}', '"zzzzzzzzzzzzzzzzzzzzzz"'); END IF;
      IF v_row ? 'position' THEN v_row := jsonb_set(v_row, '{position}', '9'); END IF;
      IF v_row ? 'control_number' THEN v_row := jsonb_set(v_row, '{control_number}', '"000000009"'); END IF;
    ELSE
      EXECUTE format('DELETE FROM hansa.%I WHERE %s', tbl, (SELECT rows_ FROM t.target r WHERE r.tbl = try_insert.tbl));
    END IF;
    answer := t.run_as(rel, format('INSERT INTO hansa.%1$I (%2$s) SELECT %2$s FROM jsonb_populate_record(NULL::hansa.%1$I, %3$L)', tbl,
      (SELECT string_agg(quote_ident(c), ', ') FROM unnest(cols) c), v_row));
    RAISE EXCEPTION 'undo' USING errcode = 'P0099';
  EXCEPTION WHEN SQLSTATE 'P0099' THEN
    RETURN answer;
  END;
END $$;

CREATE FUNCTION t.cells() RETURNS TABLE (tbl text, verb text, detail text, a text, b text, c text, d text, e text, g text, s text, n text)
LANGUAGE plpgsql AS $$
DECLARE
  k record;
  col text;
  rels text[] := ARRAY['a', 'b', 'c', 'd', 'e', 'g', 's', 'n'];
  got text[];
BEGIN
  FOR k IN SELECT cl.relname::text AS tbl, g.rows_ FROM pg_class cl LEFT JOIN t.target g ON g.tbl = cl.relname
    WHERE cl.relnamespace = 'hansa'::regnamespace AND cl.relkind IN ('r', 'p', 'v', 'm') ORDER BY 1
  LOOP
    IF k.rows_ IS NULL THEN
      RETURN QUERY SELECT k.tbl, 'missing'::text, 'the fixture has no row of this table'::text, NULL::text, NULL::text, NULL::text, NULL::text, NULL::text, NULL::text, NULL::text, NULL::text;
      CONTINUE;
    END IF;
    -- the columns hansa_app may read; none at all: any column will do to be refused
    col := coalesce((SELECT quote_ident(x.attname) FROM pg_attribute x WHERE x.attrelid = ('hansa.' || quote_ident(k.tbl))::regclass AND x.attnum > 0
      AND has_column_privilege('hansa_app', x.attrelid, x.attnum, 'SELECT') ORDER BY x.attnum LIMIT 1), '1');
    got := ARRAY(SELECT t.try_as(r, format('SELECT %s FROM hansa.%I WHERE %s', col, k.tbl, k.rows_)) FROM unnest(rels) WITH ORDINALITY u (r, o) ORDER BY o);
    RETURN QUERY SELECT k.tbl, 'select'::text, ''::text, got[1], got[2], got[3], got[4], got[5], got[6], got[7], got[8];
    -- everything there is, not only the set: a row of somebody else's must not come by another way
    got := ARRAY(SELECT t.try_as(r, format('SELECT %s FROM hansa.%I WHERE NOT coalesce((%s), false) AND %L <> ''schema_migration''', col, k.tbl, k.rows_, k.tbl)) FROM unnest(rels) WITH ORDINALITY u (r, o) ORDER BY o);
    IF k.tbl NOT IN ('transition', 'message_text') THEN
      RETURN QUERY SELECT k.tbl, 'select'::text, 'others'::text, got[1], got[2], got[3], got[4], got[5], got[6], got[7], got[8];
    END IF;
    FOR col IN SELECT quote_ident(x.attname) FROM pg_attribute x WHERE x.attrelid = ('hansa.' || quote_ident(k.tbl))::regclass AND x.attnum > 0 AND NOT x.attisdropped
      AND x.attgenerated = '' AND x.attidentity = '' ORDER BY x.attnum
    LOOP
      got := ARRAY(SELECT t.try_as(r, format('UPDATE hansa.%I SET %s = %s WHERE %s', k.tbl, col, col, k.rows_)) FROM unnest(rels) WITH ORDINALITY u (r, o) ORDER BY o);
      -- refused to all alike is the rule and not worth a line
      IF got <> array_fill('42501'::text, ARRAY[8]) THEN
        RETURN QUERY SELECT k.tbl, 'update'::text, col, got[1], got[2], got[3], got[4], got[5], got[6], got[7], got[8];
      END IF;
    END LOOP;
    got := ARRAY(SELECT t.try_insert(r, k.tbl, true) FROM unnest(rels) WITH ORDINALITY u (r, o) ORDER BY o);
    RETURN QUERY SELECT k.tbl, 'insert'::text, 'as itself'::text, got[1], got[2], got[3], got[4], got[5], got[6], got[7], got[8];
    got := ARRAY(SELECT t.try_insert(r, k.tbl, false) FROM unnest(rels) WITH ORDINALITY u (r, o) ORDER BY o);
    RETURN QUERY SELECT k.tbl, 'insert'::text, 'as the owner'::text, got[1], got[2], got[3], got[4], got[5], got[6], got[7], got[8];
    got := ARRAY(SELECT t.try_as(r, format('DELETE FROM hansa.%I WHERE %s', k.tbl, k.rows_)) FROM unnest(rels) WITH ORDINALITY u (r, o) ORDER BY o);
    RETURN QUERY SELECT k.tbl, 'delete'::text, ''::text, got[1], got[2], got[3], got[4], got[5], got[6], got[7], got[8];
    got := ARRAY(SELECT t.try_as(r, format('TRUNCATE hansa.%I CASCADE', k.tbl)) FROM unnest(rels) WITH ORDINALITY u (r, o) ORDER BY o);
    RETURN QUERY SELECT k.tbl, 'truncate'::text, ''::text, got[1], got[2], got[3], got[4], got[5], got[6], got[7], got[8];
  END LOOP;
END $$;
