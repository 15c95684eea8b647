-- Imports: a CSV file becomes records of the company. Its rows are worked off in portions by the server, each in a subtransaction
-- under the binding of the person who began it: the same checks as by hand, and a bad row refuses only itself.

-- What a kind takes: the field, how it is read, how long it may be, whether it must be there, and how people head such a column.
CREATE OR REPLACE FUNCTION hansa.import_fields(p_kind text)
RETURNS TABLE (field text, type text, most int, needed boolean, words text[]) LANGUAGE sql IMMUTABLE ROWS 20 SET search_path = pg_catalog, pg_temp AS $$
  SELECT f.field, f.type, f.most, f.needed, string_to_array(f.words, ' ') FROM (VALUES
    ('lead', 'title', 'text', 200, true, 'title lead leadname subject topic tytul titulo tema titel opportunity oportunidad 标题 线索 название тема лид'),
    ('lead', 'company_name', 'text', 200, false, 'company companyname customer account organisation organization firma klient empresa cliente компания клиент организация maatskappy kliënt klient 公司 客户'),
    ('lead', 'website', 'text', 500, false, 'website web url site homepage domain strona witryna sitio сайт webwerf 网站'),
    ('lead', 'country', 'country', 2, false, 'country countrycode kraj pais страна land 国家'),
    ('lead', 'region', 'text', 100, false, 'region state province wojewodztwo provincia регион область provinsie 地区'),
    ('lead', 'industry', 'text', 100, false, 'industry sector branza sector отрасль bedryf 行业'),
    ('lead', 'size_band', 'text', 50, false, 'size sizeband employees wielkosc tamano размер grootte 规模'),
    ('lead', 'product_interest', 'text', 500, false, 'productinterest product products interest produkt producto продукт produk 产品'),
    ('lead', 'use_case', 'text', 2000, false, 'usecase need zastosowanie uso применение gebruik 用途'),
    ('lead', 'source', 'text', 100, false, 'source leadsource zrodlo fuente origen источник bron 来源'),
    ('lead', 'contact_title', 'text', 100, false, 'contacttitle jobtitle position stanowisko cargo должность pos 职位'),
    ('lead', 'assigned_to', 'person', 254, false, 'assignedto owner assignee opiekun responsable ответственный toegewysaan 负责人'),
    ('lead', 'address', 'text', 500, false, 'address street adres ulica direccion calle адрес 地址'),
    ('lead', 'city', 'text', 100, false, 'city town miasto ciudad город stad 城市'),
    ('lead', 'postcode', 'text', 20, false, 'postcode zip zipcode postalcode kodpocztowy codigopostal индекс poskode 邮编'),
    ('lead', 'tax_id', 'text', 40, false, 'taxid vat vatid vatnumber nip cif nif инн btwnommer 税号'),
    ('lead', 'duns', 'text', 20, false, 'duns dunsnumber'),
    ('lead', 'description', 'text', 10000, false, 'description details opis descripcion описание beskrywing 描述'),
    ('lead', 'contact_name', 'text', 200, false, 'contact contactname person name fullname kontakt osoba contacto persona nombre контакт имя naam 联系人 姓名'),
    ('lead', 'email', 'email', 254, false, 'email mail emailaddress eposta epos correo correoelectronico почта электроннаяпочта 邮箱 电子邮件'),
    ('lead', 'phone', 'text', 50, false, 'phone telephone tel mobile telefon telefono телефон telefoon 电话'),
    ('lead', 'consent_to_share', 'bool', 10, false, 'consent consenttoshare zgoda consentimiento согласие toestemming 同意'),
    ('lead', 'value', 'amount', 40, false, 'value amount dealvalue worth wartosc kwota valor importe сумма стоимость waarde bedrag 金额 价值'),
    ('lead', 'currency', 'currency', 3, false, 'currency waluta moneda divisa валюта geldeenheid 货币 币种'),
    ('lead', 'competitor', 'text', 200, false, 'competitor konkurent competidor конкурент mededinger 竞争对手'),
    ('lead', 'expected_close', 'date', 40, false, 'expectedclose close closedate closingdate datazamkniecia cierre fechadecierre закрытие датазакрытия sluitingsdatum 预计成交日期'),
    ('lead', 'notes', 'text', 10000, false, 'notes note comment comments uwagi notatki notas заметки примечание notas 备注'),
    ('lead', 'score', 'score', 10, false, 'score rating ocena puntuacion оценка telling 评分'),
    ('account', 'name', 'text', 200, true, 'name company companyname account organisation organization firma nazwa klient empresa nombre cliente компания название клиент maatskappy naam 公司 名称 客户'),
    ('account', 'website', 'text', 500, false, 'website web url site homepage domain strona witryna sitio сайт webwerf 网站'),
    ('account', 'country', 'country', 2, false, 'country countrycode kraj pais страна land 国家'),
    ('account', 'city', 'text', 100, false, 'city town miasto ciudad город stad 城市'),
    ('account', 'postcode', 'text', 20, false, 'postcode zip zipcode postalcode kodpocztowy codigopostal индекс poskode 邮编'),
    ('account', 'address', 'text', 500, false, 'address street adres ulica direccion calle адрес 地址'),
    ('account', 'industry', 'text', 100, false, 'industry sector branza отрасль bedryf 行业'),
    ('account', 'size_band', 'text', 50, false, 'size sizeband employees wielkosc tamano размер grootte 规模'),
    ('account', 'duns', 'text', 20, false, 'duns dunsnumber'),
    ('account', 'tax_id', 'text', 40, false, 'taxid vat vatid vatnumber nip cif nif инн btwnommer 税号'),
    ('contact', 'name', 'text', 200, true, 'name contact contactname person fullname kontakt osoba imieinazwisko contacto persona nombre контакт имя фио naam 联系人 姓名'),
    ('contact', 'account', 'account', 200, false, 'account company companyname customer organisation organization firma klient empresa cliente компания клиент maatskappy 公司 客户'),
    ('contact', 'email', 'email', 254, false, 'email mail emailaddress epos correo correoelectronico почта электроннаяпочта 邮箱 电子邮件'),
    ('contact', 'phone', 'text', 50, false, 'phone telephone tel mobile telefon telefono телефон telefoon 电话'),
    ('contact', 'title', 'text', 100, false, 'title jobtitle position stanowisko cargo puesto должность pos 职位'),
    ('contact', 'language', 'language', 2, false, 'language lang jezyk idioma язык taal 语言'),
    ('contact', 'consent_to_share', 'bool', 10, false, 'consent consenttoshare zgoda consentimiento согласие toestemming 同意'),
    ('contact', 'consent_source', 'text', 200, false, 'consentsource zrodlozgody origendelconsentimiento источниксогласия 同意来源'),
    ('product', 'sku', 'text', 80, true, 'sku number partnumber part article articlenumber code item itemnumber indeks symbol kod referencia codigo артикул код artikel 编号 货号'),
    ('product', 'name', 'text', 200, true, 'name product productname title nazwa produkt nombre producto название продукт товар naam produk 名称 产品'),
    ('product', 'gtin', 'text', 14, false, 'gtin ean ean13 upc barcode kodkreskowy codigodebarras штрихкод strepieskode 条码'),
    ('product', 'description', 'text', 10000, false, 'description details opis descripcion описание beskrywing 描述'),
    ('product', 'unit', 'text', 10, false, 'unit uom jednostka jm unidad единица eenheid 单位'),
    ('product', 'price', 'amount', 40, false, 'price unitprice listprice cena precio цена prys 价格 单价'),
    ('product', 'currency', 'currency', 3, false, 'currency waluta moneda divisa валюта geldeenheid 货币 币种'))
    f (kind, field, type, most, needed, words) WHERE f.kind = p_kind;
$$;

-- A heading as it is compared: letters and digits only, without accents.
CREATE OR REPLACE FUNCTION hansa.import_word(p_text text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN regexp_replace(lower(hansa_ext.unaccent('hansa_ext.unaccent', coalesce(p_text, ''))), '[^[:alnum:]]', '', 'g');

-- The quote before a cell that a spreadsheet would compute (hansa.csv_cell) is not part of it.
CREATE OR REPLACE FUNCTION hansa.csv_text(p text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN p ~ '^''[=+@\t\r\n＝＋－＠-]' THEN substr(p, 2) ELSE p END;

-- Which column is which field, by their headings; each field at most once, the first column that fits.
CREATE OR REPLACE FUNCTION hansa.import_guess(p_kind text, p_columns text[]) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT coalesce(jsonb_object_agg((g.n - 1)::text, g.field), '{}') FROM (
    SELECT DISTINCT ON (x.field) x.field, x.n FROM (
      -- A column is one thing only: the field whose own name it bears, else the first that lists it.
      SELECT DISTINCT ON (c.n) f.field, c.n FROM unnest(p_columns) WITH ORDINALITY c (heading, n)
        JOIN LATERAL (SELECT y.*, row_number() OVER () AS place FROM hansa.import_fields(p_kind) y) f
          ON hansa.import_word(c.heading) IN (SELECT hansa.import_word(w) FROM unnest(f.words || f.field) w)
      ORDER BY c.n, hansa.import_word(c.heading) = hansa.import_word(f.field) DESC, f.place) x
    ORDER BY x.field, x.n) g);
END $$;

CREATE OR REPLACE FUNCTION hansa.import_new(p_kind text, p_name text, p_rows jsonb, OUT id uuid)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_columns text[] := ARRAY(SELECT left(btrim(hansa.csv_text(h)), 200) FROM jsonb_array_elements_text(p_rows -> 0) h);
BEGIN
  PERFORM hansa.need_role('member');
  IF cardinality(v_columns) > 200 THEN
    PERFORM hansa.fail('HA422', 'too_many_columns', 'A file may have 200 columns at most.', '/rows');
  END IF;
  id := gen_random_uuid();
  INSERT INTO hansa.import_ (id, company_id, person_id, actor, kind, name, columns, mapping, total)
  VALUES (id, hansa.cur(), hansa.me(), hansa.actor_name(), p_kind, p_name, v_columns, hansa.import_guess(p_kind, v_columns), jsonb_array_length(p_rows) - 1);
  -- A line of separators alone, as spreadsheets leave at the end, is no row; the others keep their place in the file.
  INSERT INTO hansa.import_row (import_id, company_id, row, cells)
  SELECT import_new.id, hansa.cur(), r.n - 1, c.cells FROM jsonb_array_elements(p_rows) WITH ORDINALITY r (row, n)
    CROSS JOIN LATERAL (SELECT ARRAY(SELECT hansa.csv_text(x) FROM jsonb_array_elements_text(r.row) x) AS cells) c
    WHERE r.n > 1 AND btrim(array_to_string(c.cells, '')) <> '';
END $$;

CREATE OR REPLACE FUNCTION hansa.import_get(p_import uuid, p_states text[]) RETURNS hansa.import_
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE i hansa.import_;
BEGIN
  PERFORM hansa.need_role('member');
  SELECT * INTO i FROM hansa.import_ x WHERE x.id = p_import FOR UPDATE;
  IF NOT FOUND THEN
    PERFORM hansa.not_found();
  ELSIF i.state <> ALL (p_states) AND NOT (i.state = 'stopped' AND i.why = 'check') THEN
    PERFORM hansa.fail('HA409', 'import_state', 'This import is ' || i.state || '; that cannot be done now.');
  END IF;
  RETURN i;
END $$;

CREATE OR REPLACE FUNCTION hansa.import_map(p_import uuid, p_mapping jsonb, p_duplicates text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  i hansa.import_ := hansa.import_get(p_import, '{new,checked}');
  m record;
  v_seen text[] := '{}';
BEGIN
  IF jsonb_typeof(p_mapping) <> 'object' THEN
    PERFORM hansa.fail('HA422', 'mapping_invalid', 'The mapping is an object: the number of a column, from 0, and its field.', '/mapping');
  END IF;
  FOR m IN SELECT * FROM jsonb_each(p_mapping) LOOP
    IF m.key !~ '^\d{1,3}$' OR m.key::int >= cardinality(i.columns) THEN
      PERFORM hansa.fail('HA422', 'mapping_invalid', 'The file has no column ' || left(m.key, 20) || '.', '/mapping/' || left(m.key, 20));
    ELSIF NOT EXISTS (SELECT FROM hansa.import_fields(i.kind) f WHERE to_jsonb(f.field) = m.value) THEN
      PERFORM hansa.fail('HA422', 'mapping_invalid', 'There is no such field.', '/mapping/' || m.key);
    ELSIF m.value #>> '{}' = ANY (v_seen) THEN
      PERFORM hansa.fail('HA422', 'mapping_invalid', 'Two columns cannot be the same field.', '/mapping/' || m.key);
    END IF;
    v_seen := v_seen || (m.value #>> '{}');
  END LOOP;
  UPDATE hansa.import_ x SET mapping = p_mapping, duplicates = p_duplicates, state = 'new', why = NULL, done = 0, ok = 0, failed = 0, twins = 0
    WHERE x.id = p_import;
END $$;

-- Begins a pass over all rows, for real or as a trial.
CREATE OR REPLACE FUNCTION hansa.import_begin(p_import uuid, p_state text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  i hansa.import_ := hansa.import_get(p_import, '{new,checked}');
  v_missing text;
BEGIN
  SELECT string_agg(f.field, ', ') INTO v_missing FROM hansa.import_fields(i.kind) f
    WHERE f.needed AND NOT EXISTS (SELECT FROM jsonb_each_text(i.mapping) m WHERE m.value = f.field);
  IF v_missing IS NOT NULL THEN
    PERFORM hansa.fail('HA422', 'mapping_incomplete', 'No column is mapped to: ' || v_missing || '.', '/mapping');
  END IF;
  PERFORM hansa.import_know(p_import);
  UPDATE hansa.import_ x SET state = p_state, why = NULL, done = 0, ok = 0, failed = 0, twins = 0, worked_at = now(), finished_at = NULL WHERE x.id = p_import;
END $$;

-- Stops what runs; what does not run is forgotten, with the rows of the file.
CREATE OR REPLACE FUNCTION hansa.import_stop(p_import uuid) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE i hansa.import_;
BEGIN
  PERFORM hansa.need_role('member');
  SELECT * INTO i FROM hansa.import_ x WHERE x.id = p_import FOR UPDATE;
  IF NOT FOUND THEN
    PERFORM hansa.not_found();
  ELSIF i.state IN ('checking', 'running') THEN
    UPDATE hansa.import_ x SET state = 'stopped', why = CASE i.state WHEN 'checking' THEN 'check' ELSE 'asked' END, finished_at = now() WHERE x.id = p_import;
    PERFORM hansa.import_tell(p_import);
  ELSE
    DELETE FROM hansa.import_ x WHERE x.id = p_import;
  END IF;
END $$;

-- One cell, as its field wants it.
CREATE OR REPLACE FUNCTION hansa.import_value(p_type text, p_text text, p_most int, p_field text) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_text text := p_text;
  v_id uuid;
  v_m text[];
BEGIN
  IF length(p_text) > p_most AND p_type NOT IN ('country', 'currency', 'language') THEN
    PERFORM hansa.fail('HA422', 'too_long', 'This is longer than ' || p_most || ' characters.', '/' || p_field);
  END IF;
  CASE p_type
    WHEN 'text' THEN RETURN to_jsonb(p_text);
    WHEN 'country', 'currency' THEN
      v_text := upper(p_text);
      IF v_text !~ ('^[A-Z]{' || p_most || '}$') THEN
        PERFORM hansa.fail('HA422', p_type || '_invalid', CASE p_type WHEN 'country' THEN 'Write a country by its two letters, such as PL.'
          ELSE 'Write a currency by its three letters, such as EUR.' END, '/' || p_field);
      END IF;
      RETURN to_jsonb(v_text);
    WHEN 'language' THEN
      v_text := lower(p_text);
      IF v_text NOT IN ('en', 'pl', 'es', 'ru', 'af', 'zh') THEN
        PERFORM hansa.fail('HA422', 'language_invalid', 'The language is one of en, pl, es, ru, af, zh.', '/' || p_field);
      END IF;
      RETURN to_jsonb(v_text);
    WHEN 'email' THEN
      v_text := lower(p_text);
      IF v_text !~ '^[^@[:space:]<>(),;:"]+@[^@[:space:]<>(),;:"]+\.[^@[:space:]<>(),;:"]+$' THEN
        PERFORM hansa.fail('HA422', 'email_invalid', 'This is no mail address.', '/' || p_field);
      END IF;
      RETURN to_jsonb(v_text);
    WHEN 'date' THEN
      v_m := regexp_match(p_text, '^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$');
      IF v_m IS NULL THEN
        v_m := regexp_match(p_text, '^(\d{1,2})\.(\d{1,2})\.(\d{4})$');
        v_m := CASE WHEN v_m IS NOT NULL THEN ARRAY[v_m[3], v_m[2], v_m[1]] END;
      END IF;
      IF v_m IS NULL THEN
        PERFORM hansa.fail('HA422', 'date_invalid', 'Write a date as 2026-11-30 or 30.11.2026.', '/' || p_field);
      END IF;
      BEGIN
        RETURN to_jsonb(make_date(v_m[1]::int, v_m[2]::int, v_m[3]::int));
      EXCEPTION WHEN datetime_field_overflow THEN
        PERFORM hansa.fail('HA422', 'date_invalid', 'There is no such day.', '/' || p_field);
      END;
    WHEN 'bool' THEN
      v_text := lower(p_text);
      IF v_text IN ('yes', 'y', 'true', 't', '1', 'x', 'tak', 'si', 'sí', 'да', 'ja', '是') THEN
        RETURN 'true';
      ELSIF v_text IN ('no', 'n', 'false', 'f', '0', 'nie', 'нет', 'nee', '否') THEN
        RETURN 'false';
      END IF;
      PERFORM hansa.fail('HA422', 'bool_invalid', 'Write yes or no.', '/' || p_field);
    WHEN 'score' THEN
      IF p_text !~ '^\d{1,3}$' OR p_text::int > 100 THEN
        PERFORM hansa.fail('HA422', 'score_invalid', 'A score is a whole number from 0 to 100.', '/' || p_field);
      END IF;
      RETURN to_jsonb(p_text::int);
    WHEN 'amount' THEN
      -- 12 500,00 and 12,500.00 and 12.500 are the same; a mark before exactly three last digits parts thousands.
      v_text := regexp_replace(p_text, '[[:space:]  '']', '', 'g');
      IF v_text ~ '^\d{1,3}([.,]\d{3})+$' THEN
        v_text := regexp_replace(v_text, '[.,]', '', 'g');
      ELSIF v_text ~ '^\d{1,3}(,\d{3})*\.\d+$' THEN
        v_text := replace(v_text, ',', '');
      ELSIF v_text ~ '^\d{1,3}(\.\d{3})*,\d+$' OR v_text ~ '^\d+,\d+$' THEN
        v_text := replace(replace(v_text, '.', ''), ',', '.');
      END IF;
      IF v_text !~ '^\d{1,15}(\.\d{1,4})?$' THEN
        PERFORM hansa.fail('HA422', 'amount_invalid', 'Write an amount as 12500.00, without the currency.', '/' || p_field);
      END IF;
      RETURN to_jsonb(v_text);
    WHEN 'person' THEN
      SELECT p.id INTO v_id FROM hansa.person p JOIN hansa.membership m ON m.person_id = p.id AND m.company_id = hansa.cur()
        WHERE p.email = lower(p_text) AND m.role <> 'guest';
      IF v_id IS NULL THEN
        PERFORM hansa.fail('HA422', 'person_unknown', 'Nobody in your company has this mail address.', '/' || p_field);
      END IF;
      RETURN to_jsonb(v_id);
    WHEN 'account' THEN
      SELECT a.id INTO v_id FROM hansa.grant_ g JOIN hansa.account a ON a.id = g.record_id
        WHERE g.company_id = hansa.cur() AND g.kind = 'account' AND g.level = 5 AND lower(a.name) = lower(p_text) ORDER BY a.created_at LIMIT 1;
      IF v_id IS NULL THEN
        PERFORM hansa.fail('HA422', 'account_unknown', 'Your company has no account of this name.', '/' || p_field);
      END IF;
      RETURN to_jsonb(v_id);
  END CASE;
  RETURN NULL;
END $$;

-- A row as the fields of a create.
CREATE OR REPLACE FUNCTION hansa.import_read(p_kind text, p_mapping jsonb, p_cells text[]) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v jsonb := '{}';
  f record;
  v_amount text := CASE p_kind WHEN 'lead' THEN 'value' WHEN 'product' THEN 'price' END;
BEGIN
  FOR f IN SELECT x.field, x.type, x.most, x.needed, btrim(p_cells[m.key::int + 1], E' \t\r\n') AS cell
      FROM hansa.import_fields(p_kind) x LEFT JOIN jsonb_each_text(p_mapping) m ON m.value = x.field LOOP
    IF coalesce(f.cell, '') <> '' THEN
      v := v || jsonb_build_object(CASE f.field WHEN 'account' THEN 'account_id' ELSE f.field END, hansa.import_value(f.type, f.cell, f.most, f.field));
    ELSIF f.needed THEN
      PERFORM hansa.fail('HA422', 'field_required', 'This cannot be empty.', '/' || f.field);
    END IF;
  END LOOP;
  IF v ? v_amount THEN
    IF NOT v ? 'currency' THEN
      PERFORM hansa.fail('HA422', 'field_required', 'An amount needs its currency.', '/currency');
    END IF;
    v := v - v_amount || jsonb_build_object(v_amount || '_minor', hansa.minor((v ->> v_amount)::numeric, v ->> 'currency'));
  END IF;
  RETURN v;
END $$;

-- By what two records are taken for the same.
CREATE OR REPLACE FUNCTION hansa.import_keys(p_kind text, p jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN array_remove(CASE p_kind
  WHEN 'lead' THEN ARRAY['email ' || lower(p ->> 'email'), 'name ' || lower((p ->> 'company_name') || ' ' || (p ->> 'title')),
    'domain ' || hansa.domain_name(p ->> 'website') || ' ' || lower(p ->> 'title')]
  WHEN 'account' THEN ARRAY['name ' || lower(p ->> 'name'), 'domain ' || hansa.domain_name(p ->> 'website')]
  WHEN 'contact' THEN ARRAY[CASE WHEN p ->> 'email' IS NULL THEN 'name ' || lower(p ->> 'name') ELSE 'email ' || lower(p ->> 'email') END]
  WHEN 'product' THEN ARRAY['sku ' || (p ->> 'sku')] END, NULL);

-- Notes by what the company's own records are known as the pass begins: once, not at every portion.
DROP FUNCTION IF EXISTS hansa.import_twins(text, text[]);
CREATE OR REPLACE FUNCTION hansa.import_know(p_import uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  i hansa.import_;
BEGIN
  SELECT * INTO i FROM hansa.import_ x WHERE x.id = p_import AND x.company_id = v_cur AND x.person_id IS NOT DISTINCT FROM hansa.me();
  IF NOT FOUND THEN
    PERFORM hansa.not_found();
  END IF;
  DELETE FROM hansa.import_key k WHERE k.import_id = p_import;
  IF i.kind = 'lead' THEN
    INSERT INTO hansa.import_key (import_id, company_id, key, row)
    SELECT DISTINCT p_import, v_cur, k.key, 0 FROM hansa.lead l
      LEFT JOIN hansa.lead_identity y ON y.lead_id = l.id LEFT JOIN hansa.lead_personal n ON n.lead_id = l.id
      CROSS JOIN LATERAL unnest(hansa.import_keys('lead', jsonb_build_object('email', n.email, 'company_name', y.company_name, 'title', y.title, 'website', y.website))) k (key)
      WHERE l.company_id = v_cur;
  ELSIF i.kind = 'account' THEN
    INSERT INTO hansa.import_key (import_id, company_id, key, row)
    SELECT DISTINCT p_import, v_cur, k.key, 0 FROM hansa.grant_ g JOIN hansa.account a ON a.id = g.record_id
      CROSS JOIN LATERAL unnest(hansa.import_keys('account', jsonb_build_object('name', a.name, 'website', a.website))) k (key)
      WHERE g.company_id = v_cur AND g.kind = 'account' AND g.level = 5;
  ELSIF i.kind = 'contact' THEN
    INSERT INTO hansa.import_key (import_id, company_id, key, row)
    SELECT DISTINCT p_import, v_cur, k.key, 0 FROM hansa.grant_ g JOIN hansa.contact c ON c.id = g.record_id
      CROSS JOIN LATERAL unnest(hansa.import_keys('contact', jsonb_build_object('name', c.name, 'email', c.email))) k (key)
      WHERE g.company_id = v_cur AND g.kind = 'contact' AND g.level = 5;
  ELSE
    INSERT INTO hansa.import_key (import_id, company_id, key, row)
    SELECT p_import, v_cur, 'sku ' || r.sku, 0 FROM hansa.product r WHERE r.company_id = v_cur;
  END IF;
END $$;
COMMENT ON FUNCTION hansa.import_know(uuid) IS 'definer: looks through the caller''s own records by name, domain, address and number, for an import of its own';

-- Tells the person how far it is.
CREATE OR REPLACE FUNCTION hansa.import_tell(p_import uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE i hansa.import_;
BEGIN
  SELECT * INTO i FROM hansa.import_ x WHERE x.id = p_import AND x.company_id = hansa.cur() AND x.person_id = hansa.me();
  IF NOT FOUND THEN
    RETURN; -- an API key asks
  END IF;
  INSERT INTO hansa.event (stream_id, kind, record_kind, record_id, company_id, audience, body)
  VALUES (i.company_id, 'import.progress', 'import', i.id, i.company_id, i.company_id, jsonb_build_object('person_id', i.person_id, 'state', i.state,
    'total', i.total, 'done', i.done, 'ok', i.ok, 'failed', i.failed, 'duplicates', i.twins));
  IF i.state = 'done' THEN
    PERFORM hansa.notify_(i.company_id, i.person_id, 'import.done', 'import', i.id, jsonb_build_object('name', i.name, 'ok', i.ok, 'failed', i.failed));
  END IF;
END $$;
COMMENT ON FUNCTION hansa.import_tell(uuid) IS 'definer: events are written by definer functions only; the caller''s own import';

-- Takes the import that waited longest and binds its person, as a log-in would. A person who may no longer write stops it.
CREATE OR REPLACE FUNCTION hansa.import_take() RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  i hansa.import_;
  v_role text;
BEGIN
  PERFORM hansa.need_worker_();
  PERFORM set_config('hansa.import', '', true);
  SELECT * INTO i FROM hansa.import_ x WHERE x.state IN ('checking', 'running') ORDER BY x.worked_at LIMIT 1 FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  v_role := CASE WHEN i.person_id IS NULL THEN 'manager' ELSE
    (SELECT m.role FROM hansa.membership m WHERE m.company_id = i.company_id AND m.person_id = i.person_id) END;
  IF hansa.role_rank(v_role) < hansa.role_rank('member') THEN
    UPDATE hansa.import_ x SET state = 'stopped', why = 'role', finished_at = now() WHERE x.id = i.id;
    RETURN NULL;
  END IF;
  PERFORM hansa.bind_(i.company_id, i.person_id, v_role, i.actor);
  PERFORM set_config('hansa.import', i.id::text, true);
  RETURN i.id;
END $$;
COMMENT ON FUNCTION hansa.import_take() IS 'definer: the import worker finds what waits in any company; refused to a bound person or key';

-- A portion that failed through no fault of its rows is tried again, after the other imports have had their turn.
CREATE OR REPLACE FUNCTION hansa.import_later() RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM hansa.need_worker_();
  UPDATE hansa.import_ x SET worked_at = clock_timestamp() WHERE x.id = (SELECT y.id FROM hansa.import_ y
    WHERE y.state IN ('checking', 'running') ORDER BY y.worked_at LIMIT 1 FOR UPDATE SKIP LOCKED);
  RETURN 0;
END $$;
COMMENT ON FUNCTION hansa.import_later() IS 'definer: the import worker orders what waits in any company; refused to a bound person or key';

CREATE OR REPLACE FUNCTION hansa.import_make(p_kind text, p jsonb) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  CASE p_kind
    WHEN 'lead' THEN PERFORM hansa.lead_create(p);
    WHEN 'account' THEN PERFORM hansa.account_create(p);
    WHEN 'contact' THEN PERFORM hansa.contact_create(p);
    WHEN 'product' THEN PERFORM hansa.product_create(p);
  END CASE;
END $$;

-- A portion: at most sixty rows, since a server remembers that many subtransactions without help, and a tenth of a second or so,
-- since an open transaction holds back everybody's live events. Answers how many rows were worked off.
CREATE OR REPLACE FUNCTION hansa.import_step() RETURNS int LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_began constant timestamptz := clock_timestamp();
  v_id constant uuid := nullif(current_setting('hansa.import', true), '')::uuid;
  i hansa.import_;
  r record;
  v_fields jsonb;
  v_problem jsonb;
  v_keys text[];
  v_twin text;
  v_result text;
  v_n int := 0;
  v_state text;
  v_type text;
  v_detail text;
  v_hint text;
BEGIN
  IF v_id IS NULL THEN
    RETURN 0;
  END IF;
  SELECT * INTO i FROM hansa.import_ x WHERE x.id = v_id;
  FOR r IN SELECT x.row, x.cells FROM hansa.import_row x WHERE x.import_id = v_id AND x.row > i.done ORDER BY x.row LIMIT 60 LOOP
    EXIT WHEN v_n >= 5 AND clock_timestamp() > v_began + interval '120 milliseconds';
    v_problem := NULL;
    v_result := 'ok';
    BEGIN
      v_fields := hansa.import_read(i.kind, i.mapping, r.cells);
    EXCEPTION WHEN SQLSTATE 'HA422' THEN
      GET STACKED DIAGNOSTICS v_type = MESSAGE_TEXT, v_detail = PG_EXCEPTION_DETAIL, v_hint = PG_EXCEPTION_HINT;
      v_problem := jsonb_build_object('type', v_type, 'field', substr(v_hint, 2), 'detail', v_detail);
      v_result := 'failed';
    END;
    IF v_result = 'ok' THEN
      v_keys := hansa.import_keys(i.kind, v_fields);
      SELECT x.key INTO v_twin FROM hansa.import_key x WHERE x.import_id = v_id AND x.key = ANY (v_keys) LIMIT 1;
      IF FOUND THEN
        i.twins := i.twins + 1;
        v_problem := jsonb_build_object('type', 'duplicate', 'field', CASE split_part(v_twin, ' ', 1) WHEN 'domain' THEN 'website'
          WHEN 'name' THEN CASE i.kind WHEN 'lead' THEN 'company_name' ELSE 'name' END ELSE split_part(v_twin, ' ', 1) END,
          'detail', 'Your company has one with the same ' || CASE split_part(v_twin, ' ', 1) WHEN 'sku' THEN 'number' WHEN 'email' THEN 'mail address'
            ELSE split_part(v_twin, ' ', 1) END || ' already, or an earlier row makes it.');
        v_result := CASE i.duplicates WHEN 'skip' THEN 'duplicate' ELSE 'ok' END;
      END IF;
    END IF;
    IF v_result = 'ok' THEN
      BEGIN
        PERFORM hansa.import_make(i.kind, v_fields);
        IF i.state = 'checking' THEN
          RAISE EXCEPTION USING errcode = 'HADRY'; -- it went well, and is undone
        END IF;
      EXCEPTION
        WHEN SQLSTATE 'HADRY' THEN NULL;
        WHEN OTHERS THEN
          GET STACKED DIAGNOSTICS v_state = RETURNED_SQLSTATE, v_type = MESSAGE_TEXT, v_detail = PG_EXCEPTION_DETAIL, v_hint = PG_EXCEPTION_HINT;
          IF v_state LIKE 'HA4%' THEN
            v_problem := jsonb_build_object('type', v_type, 'field', substr(v_hint, 2), 'detail', v_detail);
          ELSIF left(v_state, 2) IN ('22', '23') THEN
            v_problem := '{"type": "row_invalid", "field": "", "detail": "A value of this row does not fit."}';
          ELSE
            RAISE; -- not the row's fault: the portion is tried again
          END IF;
          v_result := 'failed';
      END;
      IF v_result = 'ok' THEN
        INSERT INTO hansa.import_key (import_id, company_id, key, row) SELECT v_id, i.company_id, k, r.row FROM unnest(v_keys) k ON CONFLICT DO NOTHING;
      END IF;
    END IF;
    UPDATE hansa.import_row x SET result = v_result, problem = v_problem WHERE x.import_id = v_id AND x.row = r.row;
    i.done := r.row;
    i.ok := i.ok + (v_result = 'ok')::int;
    i.failed := i.failed + (v_result = 'failed')::int;
    v_n := v_n + 1;
  END LOOP;
  -- Blank lines at the end are no rows, but belong to the total.
  IF NOT EXISTS (SELECT FROM hansa.import_row x WHERE x.import_id = v_id AND x.row > i.done) THEN
    i.done := i.total;
    i.state := CASE i.state WHEN 'checking' THEN 'checked' ELSE 'done' END;
    i.finished_at := now();
  END IF;
  UPDATE hansa.import_ x SET done = i.done, ok = i.ok, failed = i.failed, twins = i.twins, state = i.state, finished_at = i.finished_at,
      worked_at = clock_timestamp()
    WHERE x.id = v_id;
  PERFORM hansa.import_tell(v_id);
  RETURN greatest(v_n, 1);
END $$;

-- The first problems, by their place in the file: line 1 is the header.
CREATE OR REPLACE FUNCTION hansa.import_problems(i hansa.import_, p_limit int) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('row', p.row + 1, 'column', (SELECT i.columns[m.key::int + 1] FROM jsonb_each_text(i.mapping) m
      WHERE m.value = regexp_replace(p.problem ->> 'field', '_(id|minor)$', '')), 'field', nullif(p.problem ->> 'field', ''), 'type', p.problem ->> 'type',
      'detail', p.problem ->> 'detail') ORDER BY p.row), '[]')
    FROM (SELECT x.row, x.problem FROM hansa.import_row x WHERE x.import_id = i.id AND x.row <= i.done AND x.problem IS NOT NULL
      ORDER BY x.row LIMIT p_limit) p);
END $$;

-- A cell that a spreadsheet would compute is written behind a quote, as in the other tables that leave the house.
CREATE OR REPLACE FUNCTION hansa.csv_cell(p text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN p ~ '^[=+@\t\r\n＝＋－＠-]' THEN '"''' || replace(p, '"', '""') || '"'
  WHEN p ~ '[",;\r\n\t]' OR p ~ '^\s|\s$' THEN '"' || replace(p, '"', '""') || '"' ELSE coalesce(p, '') END;

-- The rows that did not come in, as they were given and with the reason behind: to be mended and given again. After a stop also
-- those that were never looked at.
CREATE OR REPLACE FUNCTION hansa.import_errors(p_import uuid) RETURNS text LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE i hansa.import_;
BEGIN
  SELECT * INTO i FROM hansa.import_ x WHERE x.id = p_import;
  IF NOT FOUND THEN
    PERFORM hansa.not_found();
  END IF;
  RETURN E'\ufeff' || (SELECT string_agg(hansa.csv_cell(h), ',' ORDER BY n) FROM unnest(i.columns || 'reason'::text) WITH ORDINALITY c (h, n)) || E'\r\n'
    || coalesce((SELECT string_agg((SELECT string_agg(hansa.csv_cell(coalesce(x.cells[n], '')), ',' ORDER BY n) FROM generate_series(1, cardinality(i.columns)) n)
        || ',' || hansa.csv_cell(CASE WHEN x.row > i.done THEN 'The import was stopped before this row.'
          ELSE concat_ws(': ', nullif(x.problem ->> 'field', ''), x.problem ->> 'detail') END) || E'\r\n', '' ORDER BY x.row)
      FROM hansa.import_row x WHERE x.import_id = p_import
        AND CASE WHEN x.row <= i.done THEN x.result <> 'ok' ELSE i.state = 'stopped' AND coalesce(i.why, '') <> 'check' END), '');
END $$;

GRANT EXECUTE ON FUNCTION hansa.import_fields(text), hansa.import_word(text), hansa.import_guess(text, text[]), hansa.import_new(text, text, jsonb),
  hansa.import_get(uuid, text[]), hansa.import_map(uuid, jsonb, text), hansa.import_begin(uuid, text), hansa.import_stop(uuid),
  hansa.import_value(text, text, int, text), hansa.import_read(text, jsonb, text[]), hansa.import_keys(text, jsonb), hansa.import_know(uuid),
  hansa.import_tell(uuid), hansa.import_take(), hansa.import_later(), hansa.import_make(text, jsonb), hansa.import_step(), hansa.import_problems(hansa.import_, int),
  hansa.csv_text(text), hansa.csv_cell(text), hansa.import_errors(uuid) TO hansa_app;
