-- The demo network: seven companies, their people and who is whose partner. Run by the operator's role.
DO $$
DECLARE
  c record;
  v_id uuid;
  v_person uuid;
BEGIN
  FOR c IN SELECT * FROM (VALUES
    ('Lübeck Instruments', 'luebeck-instruments', 'DE', 'Lübeck', 'en', 'Measurement technology', 'ZZ:LUEBECKINST', '315604821', '4012345000009',
      'Flow, level and pressure instruments for water, food and ships. Family-owned since 1921.'),
    ('Gdańsk Distribution', 'gdansk-distribution', 'PL', 'Gdańsk', 'pl', 'Industrial distribution', 'ZZ:GDANSKDIST', '426120935', '5901234000017',
      'Stockist of process instruments for Poland and the Baltic states; 14,000 articles on the shelf.'),
    ('Bergen Marine', 'bergen-marine', 'NO', 'Bergen', 'en', 'Ship equipment', 'ZZ:BERGENMARINE', '671204483', '7080000000012',
      'Refit and spare parts for coastal and offshore vessels.'),
    ('Valencia Control', 'valencia-control', 'ES', 'València', 'es', 'Automation', 'ZZ:VALENCIACTRL', '462330178', '8412345000012',
      'Automation house for ceramics, citrus and desalination.'),
    ('Kaapse Meettegniek', 'kaapse-meettegniek', 'ZA', 'Kaapstad', 'af', 'Process automation', 'ZZ:KAAPMEET', '636209915', '6001234000015',
      'Verkoop en kalibrasie van meetinstrumente vir wynkelders en waterwerke.'),
    ('Shenzhen Optik', 'shenzhen-optik', 'CN', '深圳', 'zh', 'Sensors', 'ZZ:SZOPTIK', '544781260', '6901234000013',
      '光学与超声波传感器制造商。'),
    ('Алматы Прибор', 'almaty-pribor', 'KZ', 'Алматы', 'ru', 'Industrial distribution', 'ZZ:ALMATYPRIBOR', '850341277', '4870123000011',
      'Поставка контрольно-измерительных приборов для горной промышленности и водоканалов.'))
    x (name, slug, country, city, language, industry, isa, duns, gln, about)
  LOOP
    v_id := hansa.company_create(c.name, c.slug, c.country, c.slug || '.example', c.language);
    UPDATE hansa.company SET city = c.city, industry = c.industry, about = c.about WHERE id = v_id;
    INSERT INTO hansa.company_identifier (company_id, scheme, value) VALUES (v_id, 'isa', c.isa), (v_id, 'duns', c.duns), (v_id, 'gln', c.gln);
  END LOOP;

  -- one password for all of them: hansa-demo
  FOR c IN SELECT * FROM (VALUES
    ('luebeck-instruments', 'anna.brandt', 'Anna Brandt', 'admin', 'en', 'Channel manager'),
    ('luebeck-instruments', 'jonas.feld', 'Jonas Feld', 'member', 'en', 'Inside sales'),
    ('luebeck-instruments', 'meike.petersen', 'Meike Petersen', 'manager', 'en', 'Order desk'),
    ('gdansk-distribution', 'piotr.zielinski', 'Piotr Zieliński', 'admin', 'pl', 'Kierownik kanału'),
    ('gdansk-distribution', 'katarzyna.nowak', 'Katarzyna Nowak', 'member', 'pl', 'Zakupy'),
    ('bergen-marine', 'ingrid.solberg', 'Ingrid Solberg', 'admin', 'en', 'Purchasing'),
    ('valencia-control', 'lucia.ferrer', 'Lucía Ferrer', 'admin', 'es', 'Directora comercial'),
    ('kaapse-meettegniek', 'johan.vdmerwe', 'Johan van der Merwe', 'admin', 'af', 'Bestuurder'),
    ('shenzhen-optik', 'li.wei', '李伟', 'admin', 'zh', '渠道经理'),
    ('almaty-pribor', 'olga.kim', 'Ольга Ким', 'admin', 'ru', 'Руководитель продаж'))
    x (slug, mailbox, name, role, language, title)
  LOOP
    SELECT k.id INTO v_id FROM hansa.company k WHERE k.slug = c.slug;
    v_person := (hansa.user_add(c.mailbox || '@' || c.slug || '.example', c.name, c.slug, c.role, '$argon2id$v=19$m=19456,t=2,p=1$ZNxnnkeavFb1ChXfn2KgeQ$kFd0ZbNyUEundYUu2WoIjN3tcAxzJfIp8qlHYY9iq70', c.language)).person_id;
    UPDATE hansa.membership SET title = c.title WHERE company_id = v_id AND person_id = v_person;
  END LOOP;
  -- Meike also sells for the house's Spanish friends: somebody must see what two companies look like
  PERFORM hansa.user_add('meike.petersen@luebeck-instruments.example', 'Meike Petersen', 'valencia-control', 'viewer', NULL, NULL);
END $$;

-- Speaks as a person from here on; the last argument of every statement block is the application's own role.
CREATE FUNCTION pg_temp.be(p_mailbox text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('role', 'none', true);
  PERFORM hansa.bind_(m.company_id, p.id, m.role, p.name) FROM hansa.person p JOIN hansa.membership m ON m.person_id = p.id
    JOIN hansa.company c ON c.id = m.company_id AND p.email LIKE '%@' || c.slug || '.example' WHERE p.email LIKE p_mailbox || '@%';
  PERFORM set_config('role', 'hansa_app', true);
END $$;

-- Who is partner of whom. Bergen Marine knows neither Lübeck nor Gdańsk.
DO $$
DECLARE
  k record;
  v_id uuid;
BEGIN
  FOR k IN SELECT * FROM (VALUES
    ('anna.brandt', 'gdansk-distribution', 'vendor', 'distributor', 'piotr.zielinski', 'accept', 'Shall we bring our leads around the Baltic together?'),
    ('anna.brandt', 'valencia-control', 'vendor', 'reseller', 'lucia.ferrer', 'accept', NULL),
    ('anna.brandt', 'kaapse-meettegniek', 'vendor', 'reseller', 'johan.vdmerwe', 'accept', NULL),
    ('anna.brandt', 'almaty-pribor', 'vendor', 'distributor', 'olga.kim', NULL, 'We met at the fair in Astana.'),
    ('li.wei', 'gdansk-distribution', 'vendor', 'distributor', 'piotr.zielinski', 'accept', NULL),
    ('li.wei', 'bergen-marine', 'vendor', 'reseller', 'ingrid.solberg', 'accept', NULL),
    ('olga.kim', 'shenzhen-optik', 'distributor', 'vendor', 'li.wei', 'accept', NULL))
    x (from_, slug, my_role, their_role, to_, answer, message)
  LOOP
    PERFORM pg_temp.be(k.from_);
    v_id := hansa.partnership_invite(k.slug || '.example', k.my_role, k.their_role, k.message);
    IF k.answer IS NOT NULL THEN
      PERFORM pg_temp.be(k.to_);
      PERFORM hansa.act(v_id, k.answer, NULL, '{}', NULL);
    END IF;
  END LOOP;
  PERFORM set_config('role', 'none', true);
END $$;
