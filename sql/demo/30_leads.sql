-- Some three thousand leads over the last nine months, at every stage, some of them shared.
DO $$
DECLARE
  o record;
  v_lead record;
  i int;
  r int;
  v_towns text[];
  v_country text;
  v_customer text;
  v_what text;
  v_industry text;
  v_stage int;
  v_people uuid[];
  v_sources constant text[] := ARRAY['trade fair', 'web form', 'partner', 'call', 'campaign', 'existing customer'];
  v_industries constant text[] := ARRAY['Water utility', 'Food and drink', 'Shipping', 'Paper', 'Chemicals', 'Shipbuilding', 'Energy', 'Mining'];
  v_forms jsonb := '{"Water utility": ["Waterworks", "Utilities", "Sewage works"], "Food and drink": ["Brewery", "Dairy", "Cannery"],
    "Shipping": ["Ferries", "Towage", "Lines"], "Paper": ["Paper mill", "Board works"], "Chemicals": ["Chemicals", "Coatings"],
    "Shipbuilding": ["Shipyard", "Dry docks"], "Energy": ["Heat and power", "Wind service"], "Mining": ["Quarries", "Copper works"]}';
  v_wants constant text[] := ARRAY['Flow metering', 'Level monitoring', 'Gas detection', 'Pressure transmitters', 'Calibration contract', 'Tank gauging', 'Retrofit of displays'];
BEGIN
  PERFORM setseed(0.1921);
  FOR o IN SELECT * FROM (VALUES
    ('anna.brandt', 1400, 'EUR', 'DE', ARRAY['Wismar', 'Kiel', 'Stralsund', 'Rostock', 'Emden', 'Flensburg', 'Husum', 'Bremerhaven', 'Schwerin', 'Greifswald', 'Lüneburg', 'Stade']),
    ('piotr.zielinski', 700, 'PLN', 'PL', ARRAY['Gdynia', 'Elbląg', 'Słupsk', 'Kartuzy', 'Toruń', 'Szczecin', 'Olsztyn', 'Malbork', 'Bydgoszcz']),
    ('ingrid.solberg', 260, 'NOK', 'NO', ARRAY['Bergen', 'Stavanger', 'Ålesund', 'Florø', 'Haugesund', 'Molde']),
    ('lucia.ferrer', 260, 'EUR', 'ES', ARRAY['Sagunt', 'Castelló', 'Alzira', 'Cartagena', 'Dénia', 'Xàtiva']),
    ('johan.vdmerwe', 160, 'ZAR', 'ZA', ARRAY['Paarl', 'Stellenbosch', 'Saldanha', 'Worcester', 'Mosselbaai']),
    ('li.wei', 260, 'CNY', 'CN', ARRAY['广州', '东莞', '厦门', '宁波', '青岛']),
    ('olga.kim', 160, 'KZT', 'KZ', ARRAY['Караганда', 'Актау', 'Павлодар', 'Шымкент', 'Атырау'])) x (owner, n, currency, country, towns)
  LOOP
    PERFORM pg_temp.be(o.owner);
    v_people := ARRAY(SELECT m.person_id FROM hansa.membership m WHERE m.company_id = hansa.cur() AND m.role <> 'viewer' ORDER BY m.person_id);
    FOR i IN 1..o.n LOOP
      v_industry := v_industries[1 + floor(random() * 8)];
      v_what := v_wants[1 + floor(random() * 7)];
      r := floor(random() * jsonb_array_length(v_forms -> v_industry));
      v_customer := o.towns[1 + floor(random() * cardinality(o.towns))] || ' ' || (v_forms -> v_industry ->> r);
      SELECT * INTO v_lead FROM hansa.lead_create(jsonb_strip_nulls(jsonb_build_object(
        'title', v_what || ' for ' || v_customer, 'company_name', v_customer, 'country', o.country, 'industry', v_industry,
        'product_interest', v_what, 'source', v_sources[1 + floor(random() * 6)],
        'size_band', (ARRAY['1-50', '51-250', '251-1000', 'over 1000'])[1 + floor(random() * 4)],
        'value_minor', (round((5 + random() * 20 + random() ^ 6 * 400) * 10) * 10000)::bigint, 'currency', o.currency,
        'city', split_part(v_customer, ' ', 1),
        'contact_title', (ARRAY['Plant engineer', 'Head of maintenance', 'Buyer', 'Automation engineer'])[1 + floor(random() * 4)],
        'contact_name', CASE WHEN i % 3 = 0 THEN (ARRAY['Heike', 'Marek', 'Lars', 'Ewa', 'Vicent', 'Elsabe'])[1 + floor(random() * 6)] || ' '
          || (ARRAY['Lorenz', 'Wójcik', 'Haugen', 'Kamińska', 'Molina', 'Botha'])[1 + floor(random() * 6)] END,
        'consent_to_share', CASE WHEN i % 3 = 0 THEN i % 2 = 0 END,
        'assigned_to', CASE WHEN i % 4 <> 0 THEN v_people[1 + i % cardinality(v_people)] END,
        'score', CASE WHEN i % 5 = 0 THEN floor(random() * 100) END,
        'expected_close', current_date + floor(random() * 200)::int)));
      v_stage := floor(random() * 20);
      IF v_stage > 4 THEN
        PERFORM hansa.act(v_lead.id, CASE WHEN v_stage = 5 THEN 'disqualify' ELSE 'qualify' END, NULL, '{}', NULL);
      END IF;
      IF v_stage > 9 THEN
        PERFORM hansa.act(v_lead.id, 'start', NULL, '{}', NULL);
      END IF;
      IF v_stage > 14 THEN
        PERFORM hansa.act(v_lead.id, CASE WHEN v_stage > 17 THEN 'lose' ELSE 'convert' END, CASE WHEN v_stage > 17 THEN 'Price' END, '{}', NULL);
      END IF;
    END LOOP;
  END LOOP;
  PERFORM set_config('role', 'none', true);
END $$;

-- What is shared: every sixth of Lübeck's with a partner, some of Gdańsk's and Valencia's with Lübeck. Who may edit is offered
-- what is ready for it, and takes it, works on it or hands it back.
DO $$
DECLARE
  k record;
  v_owner text;
  v_to text;
  v_level text;
BEGIN
  FOR k IN SELECT l.id, l.stage, c.slug, row_number() OVER (PARTITION BY c.slug ORDER BY l.created_at DESC, l.number) AS n
    FROM hansa.lead l JOIN hansa.company c ON c.id = l.company_id WHERE c.slug IN ('luebeck-instruments', 'gdansk-distribution', 'valencia-control', 'shenzhen-optik')
  LOOP
    CONTINUE WHEN k.n % 6 <> 0;
    v_owner := CASE k.slug WHEN 'luebeck-instruments' THEN 'anna.brandt' WHEN 'gdansk-distribution' THEN 'piotr.zielinski'
      WHEN 'valencia-control' THEN 'lucia.ferrer' ELSE 'li.wei' END;
    v_to := CASE k.slug
      WHEN 'luebeck-instruments' THEN (ARRAY['gdansk-distribution', 'gdansk-distribution', 'valencia-control', 'kaapse-meettegniek'])[1 + (k.n / 24 % 4)]
      WHEN 'shenzhen-optik' THEN (ARRAY['bergen-marine', 'gdansk-distribution', 'almaty-pribor'])[1 + (k.n / 24 % 3)]
      ELSE 'luebeck-instruments' END;
    v_level := CASE WHEN k.stage = 'qualified' THEN 'edit' ELSE (ARRAY['teaser', 'read', 'comment', 'edit'])[1 + (k.n / 6 % 4)] END;
    PERFORM pg_temp.be(v_owner);
    PERFORM hansa.share(k.id, c.id, v_level) FROM hansa.company c WHERE c.slug = v_to;
    CONTINUE WHEN k.stage <> 'qualified';
    PERFORM hansa.act(k.id, 'offer', NULL, '{}', NULL);
    CONTINUE WHEN k.n / 6 % 5 < 2;
    PERFORM pg_temp.be(CASE v_to WHEN 'gdansk-distribution' THEN 'piotr.zielinski' WHEN 'valencia-control' THEN 'lucia.ferrer'
      WHEN 'kaapse-meettegniek' THEN 'johan.vdmerwe' WHEN 'bergen-marine' THEN 'ingrid.solberg' WHEN 'almaty-pribor' THEN 'olga.kim' ELSE 'anna.brandt' END);
    PERFORM hansa.act(k.id, 'accept', NULL, '{}', NULL);
    CONTINUE WHEN k.n / 6 % 5 < 4;
    PERFORM hansa.act(k.id, CASE k.n % 4 WHEN 0 THEN 'return' ELSE 'start' END, CASE k.n % 4 WHEN 0 THEN 'No capacity before spring' END, '{}', NULL);
  END LOOP;
  PERFORM set_config('role', 'none', true);
END $$;

-- Nine months of life: leads arrive evenly and were last touched some time after; what happened to one lies in between.
UPDATE hansa.lead l SET created_at = t.made, updated_at = t.touched FROM (
  SELECT x.id, now() - x.age AS made, now() - x.age * (0.02 + 0.98 * random()) AS touched FROM (
    SELECT id, random() * interval '270 days' + interval '20 minutes' AS age FROM hansa.lead) x) t WHERE t.id = l.id;
UPDATE hansa.grant_ g SET sort_at = l.updated_at, since = l.created_at FROM hansa.lead l WHERE l.id = g.record_id;
UPDATE hansa.search_doc d SET sort_at = g.sort_at FROM hansa.grant_ g WHERE g.record_id = d.record_id AND g.company_id = d.company_id;
UPDATE hansa.timeline t SET at = x.at FROM (
  SELECT y.id, l.created_at + (l.updated_at - l.created_at) * (row_number() OVER (PARTITION BY y.root_id ORDER BY y.at, y.id) - 1)
    / greatest(1, count(*) OVER (PARTITION BY y.root_id) - 1) AS at
  FROM hansa.timeline y JOIN hansa.lead l ON l.id = y.root_id) x WHERE x.id = t.id;
