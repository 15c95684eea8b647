-- Full-text search over one document per record and grantee, made only of words that grantee may read.
CREATE OR REPLACE FUNCTION hansa.words(p_text text) RETURNS tsvector LANGUAGE sql STABLE PARALLEL SAFE
RETURN to_tsvector('simple', hansa_ext.unaccent('hansa_ext.unaccent', coalesce(p_text, '')));

-- Every word given must begin some word of the document; null when nothing searchable was given.
CREATE OR REPLACE FUNCTION hansa.word_query(p_text text) RETURNS tsquery LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT to_tsquery('simple', string_agg(quote_literal(w) || ':*', ' & ')) FROM unnest(tsvector_to_array(hansa.words(left(p_text, 200)))) w;
$$;

-- Writes the documents of records anew for every grantee, by its level.
CREATE OR REPLACE FUNCTION hansa.search_refresh_(p_kind text, p_records uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF p_kind = 'lead' THEN
    INSERT INTO hansa.search_doc AS d (company_id, record_id, kind, sort_at, title, tsv)
    SELECT g.company_id, g.record_id, g.kind, g.sort_at,
      CASE WHEN g.level >= 2 THEN coalesce(i.title, i.company_name, l.product_interest, l.number) ELSE coalesce(l.product_interest, l.number) END,
      hansa.words(concat_ws(' ', l.number, l.region, l.industry, l.product_interest, l.use_case, l.contact_title,
        CASE WHEN g.level >= 2 THEN concat_ws(' ', i.title, i.company_name, i.website, t.city, t.postcode, t.description) END,
        CASE WHEN g.level = 5 OR (g.level >= 2 AND p.consent_to_share) THEN concat_ws(' ', p.contact_name, p.email) END))
    FROM hansa.grant_ g JOIN hansa.lead l ON l.id = g.record_id
      LEFT JOIN hansa.lead_identity i ON i.lead_id = l.id
      LEFT JOIN hansa.lead_detail t ON t.lead_id = l.id
      LEFT JOIN hansa.lead_personal p ON p.lead_id = l.id
    WHERE g.record_id = ANY (p_records)
    ON CONFLICT (record_id, company_id) DO UPDATE SET title = excluded.title, tsv = excluded.tsv, sort_at = excluded.sort_at
      WHERE (d.title, d.tsv) IS DISTINCT FROM (excluded.title, excluded.tsv);
  ELSIF p_kind = 'account' THEN
    INSERT INTO hansa.search_doc AS d (company_id, record_id, kind, sort_at, title, tsv)
    SELECT g.company_id, g.record_id, g.kind, g.sort_at, CASE WHEN g.level >= 2 THEN a.name ELSE '' END,
      CASE WHEN g.level >= 2 THEN hansa.words(concat_ws(' ', a.name, a.website, a.city, a.postcode, a.industry, a.duns, a.tax_id)) ELSE '' END
    FROM hansa.grant_ g JOIN hansa.account a ON a.id = g.record_id WHERE g.record_id = ANY (p_records)
    ON CONFLICT (record_id, company_id) DO UPDATE SET title = excluded.title, tsv = excluded.tsv, sort_at = excluded.sort_at
      WHERE (d.title, d.tsv) IS DISTINCT FROM (excluded.title, excluded.tsv);
  ELSIF p_kind = 'contact' THEN
    INSERT INTO hansa.search_doc AS d (company_id, record_id, kind, sort_at, title, tsv)
    SELECT g.company_id, g.record_id, g.kind, g.sort_at, CASE WHEN g.level = 5 OR (g.level >= 2 AND c.consent_to_share) THEN c.name ELSE '' END,
      CASE WHEN g.level = 5 OR (g.level >= 2 AND c.consent_to_share) THEN hansa.words(concat_ws(' ', c.name, c.email, c.phone, c.title)) ELSE '' END
    FROM hansa.grant_ g JOIN hansa.contact c ON c.id = g.record_id WHERE g.record_id = ANY (p_records)
    ON CONFLICT (record_id, company_id) DO UPDATE SET title = excluded.title, tsv = excluded.tsv, sort_at = excluded.sort_at
      WHERE (d.title, d.tsv) IS DISTINCT FROM (excluded.title, excluded.tsv);
  ELSIF p_kind = 'product' THEN
    INSERT INTO hansa.search_doc AS d (company_id, record_id, kind, sort_at, title, tsv)
    SELECT g.company_id, g.record_id, g.kind, g.sort_at, CASE WHEN g.level >= 2 THEN p.name ELSE '' END,
      CASE WHEN g.level >= 2 THEN hansa.words(concat_ws(' ', p.sku, p.gtin, p.name, p.description)) ELSE '' END
    FROM hansa.grant_ g JOIN hansa.product p ON p.id = g.record_id WHERE g.record_id = ANY (p_records)
    ON CONFLICT (record_id, company_id) DO UPDATE SET title = excluded.title, tsv = excluded.tsv, sort_at = excluded.sort_at
      WHERE (d.title, d.tsv) IS DISTINCT FROM (excluded.title, excluded.tsv);
  ELSIF p_kind = 'order' THEN
    INSERT INTO hansa.search_doc AS d (company_id, record_id, kind, sort_at, title, tsv)
    SELECT g.company_id, g.record_id, g.kind, g.sort_at, w.number, w.tsv
    FROM (
      -- Both parties see the same words: made once an order.
      SELECT o.id, o.number, hansa.words(concat_ws(' ', o.number, b.name, s.name,
          (SELECT string_agg(concat_ws(' ', x.name, x.city), ' ') FROM hansa.order_party x WHERE x.order_id = o.id),
          (SELECT string_agg(concat_ws(' ', x.buyer_part, x.seller_part, x.gtin), ' ')
            FROM (SELECT * FROM hansa.order_line y WHERE y.order_id = o.id ORDER BY y.position LIMIT 20) x))) AS tsv
      FROM hansa.order_ o JOIN hansa.company b ON b.id = o.buyer_company_id JOIN hansa.company s ON s.id = o.seller_company_id
      WHERE o.id = ANY (p_records) OFFSET 0) w JOIN hansa.grant_ g ON g.record_id = w.id
    ON CONFLICT (record_id, company_id) DO UPDATE SET title = excluded.title, tsv = excluded.tsv, sort_at = excluded.sort_at
      WHERE (d.title, d.tsv) IS DISTINCT FROM (excluded.title, excluded.tsv);
  END IF;
END $$;
COMMENT ON FUNCTION hansa.search_refresh_(text, uuid[]) IS 'definer: internal; writes the search documents of every grantee';

CREATE OR REPLACE FUNCTION hansa.search_refresh(p_record uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE v_kind text;
BEGIN
  SELECT x.kind INTO v_kind FROM hansa.grant_ x WHERE x.record_id = p_record AND x.company_id = hansa.cur() AND x.level >= 4;
  IF NOT FOUND THEN
    PERFORM hansa.not_found();
  END IF;
  PERFORM hansa.search_refresh_(v_kind, ARRAY[p_record]);
END $$;
COMMENT ON FUNCTION hansa.search_refresh(uuid) IS 'definer: search documents belong to every grantee; needs level 4 of the caller';

-- Row security would keep the index of words unused (@@ is not leakproof). Returns ids of the caller's own documents;
-- what is shown of them is read again under the caller's policies.
CREATE OR REPLACE FUNCTION hansa.search_ids(p_text text, p_kind text DEFAULT NULL, p_limit int DEFAULT 1000)
RETURNS TABLE (record_id uuid) LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  v_query tsquery;
BEGIN
  v_query := hansa.word_query(p_text);
  IF v_cur IS NULL OR v_query IS NULL THEN
    RETURN;
  END IF;
  RETURN QUERY SELECT d.record_id FROM hansa.search_doc d
    WHERE d.company_id = v_cur AND d.tsv @@ v_query AND (p_kind IS NULL OR d.kind = p_kind)
    ORDER BY d.sort_at DESC LIMIT least(p_limit, 1000);
END $$;
COMMENT ON FUNCTION hansa.search_ids(text, text, int) IS 'definer: reads the caller''s own search documents by the index of words';

-- For the palette: the best matches of every kind, with the title that company may read.
CREATE OR REPLACE FUNCTION hansa.search(p_text text, p_limit int)
RETURNS TABLE (record_id uuid, kind text, title text, rank real) LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20 SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  v_query tsquery;
BEGIN
  v_query := hansa.word_query(p_text);
  IF v_cur IS NULL OR v_query IS NULL THEN
    RETURN;
  END IF;
  RETURN QUERY SELECT m.record_id, m.kind, m.title, ts_rank(m.tsv, v_query) AS r
    FROM (SELECT d.record_id, d.kind, d.title, d.tsv, d.sort_at FROM hansa.search_doc d
          WHERE d.company_id = v_cur AND d.tsv @@ v_query ORDER BY d.sort_at DESC LIMIT 500) m
    ORDER BY r DESC, m.sort_at DESC, m.record_id LIMIT least(p_limit, 100);
END $$;
COMMENT ON FUNCTION hansa.search(text, int) IS 'definer: reads the caller''s own search documents by the index of words';

GRANT EXECUTE ON FUNCTION hansa.search_refresh(uuid), hansa.search_ids(text, text, int), hansa.search(text, int) TO hansa_app;
