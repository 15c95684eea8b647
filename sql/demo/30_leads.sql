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
        'assigned_to', CASE WHEN i % 4 <> 0 THEN hansa.me() END,
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

-- Nine months of life: leads arrive evenly and were last touched some time after.
UPDATE hansa.lead l SET created_at = t.made, updated_at = t.touched FROM (
  SELECT x.id, now() - x.age AS made, now() - x.age * (0.02 + 0.98 * random()) AS touched FROM (
    SELECT id, random() * interval '270 days' + interval '20 minutes' AS age FROM hansa.lead) x) t WHERE t.id = l.id;
UPDATE hansa.grant_ g SET sort_at = l.updated_at, since = l.created_at FROM hansa.lead l WHERE l.id = g.record_id;
UPDATE hansa.search_doc d SET sort_at = g.sort_at FROM hansa.grant_ g WHERE g.record_id = d.record_id AND g.company_id = d.company_id;
UPDATE hansa.timeline t SET at = CASE t.action WHEN 'created' THEN l.created_at ELSE l.updated_at - interval '1 minute' * (abs(hashtext(t.id::text)) % 50) END
  FROM hansa.lead l WHERE l.id = t.root_id;

-- What is shared: every sixth of Lübeck's with a partner, some of Gdańsk's and Valencia's with Lübeck.
DO $$
DECLARE k record;
BEGIN
  FOR k IN SELECT l.id, c.slug, row_number() OVER (PARTITION BY c.slug ORDER BY l.updated_at DESC) AS n
    FROM hansa.lead l JOIN hansa.company c ON c.id = l.company_id WHERE c.slug IN ('luebeck-instruments', 'gdansk-distribution', 'valencia-control', 'shenzhen-optik')
  LOOP
    CONTINUE WHEN k.n % 6 <> 0;
    PERFORM pg_temp.be(CASE k.slug WHEN 'luebeck-instruments' THEN 'anna.brandt' WHEN 'gdansk-distribution' THEN 'piotr.zielinski'
      WHEN 'valencia-control' THEN 'lucia.ferrer' ELSE 'li.wei' END);
    PERFORM hansa.share(k.id, c.id, (ARRAY['teaser', 'read', 'comment', 'edit'])[1 + (k.n / 6 % 4)])
      FROM hansa.company c WHERE c.slug = CASE k.slug
        WHEN 'luebeck-instruments' THEN (ARRAY['gdansk-distribution', 'gdansk-distribution', 'valencia-control', 'kaapse-meettegniek'])[1 + (k.n / 24 % 4)]
        WHEN 'shenzhen-optik' THEN (ARRAY['bergen-marine', 'gdansk-distribution', 'almaty-pribor'])[1 + (k.n / 24 % 3)]
        ELSE 'luebeck-instruments' END;
  END LOOP;
  PERFORM set_config('role', 'none', true);
END $$;
