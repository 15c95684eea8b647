-- What the two vendors sell, and the accounts and contacts each company keeps.
DO $$
DECLARE p record;
BEGIN
  PERFORM pg_temp.be('anna.brandt');
  FOR p IN SELECT * FROM (VALUES
    ('LI-MF-050', '4012345100105', 'Magnetic flowmeter DN 50', 'EA', 118400), ('LI-MF-080', '4012345100808', 'Magnetic flowmeter DN 80', 'EA', 142900),
    ('LI-MF-150', '4012345101508', 'Magnetic flowmeter DN 150', 'EA', 208600), ('LI-PT100-3W', '4012345678901', 'Resistance thermometer Pt100, 3-wire', 'EA', 18450),
    ('LI-PT100-4W', '4012345678918', 'Resistance thermometer Pt100, 4-wire', 'EA', 21280), ('LI-PG-016', '4012345200164', 'Pressure gauge 0…16 bar', 'EA', 4390),
    ('LI-PG-040', '4012345200409', 'Pressure gauge 0…40 bar', 'EA', 4790), ('LI-PX-250', '4012345202502', 'Pressure transmitter 0…250 bar, HART', 'EA', 39650),
    ('LI-LR-20', '4012345300208', 'Radar level transmitter, 20 m', 'EA', 96800), ('LI-LR-40', '4012345300406', 'Radar level transmitter, 40 m', 'EA', 128900),
    ('LI-LF-2', '4012345300024', 'Float switch, stainless steel', 'EA', 5780), ('LI-GD-CH4', '4012345400014', 'Gas detector, methane', 'EA', 64200),
    ('LI-GD-H2S', '4012345400021', 'Gas detector, hydrogen sulphide', 'EA', 68900), ('LI-CAB-SIL', '4012345500011', 'Silicone cable', 'MR', 720),
    ('LI-GSK-12', '4012345500127', 'Gasket 12 mm', 'EA', 18), ('LI-VAL-3W', '4012345600034', 'Three-way manifold', 'EA', 15900),
    ('LI-CAL-SRV', NULL, 'Calibration, on site', 'HR', 11800), ('LI-DISP-5', '4012345700055', 'Panel display, five digits', 'EA', 22400))
    x (sku, gtin, name, unit, price)
  LOOP
    PERFORM hansa.product_create(jsonb_build_object('sku', p.sku, 'gtin', p.gtin, 'name', p.name, 'unit', p.unit, 'price_minor', p.price, 'currency', 'EUR'));
  END LOOP;
  PERFORM pg_temp.be('li.wei');
  FOR p IN SELECT * FROM (VALUES
    ('SZ-US-3', '6901234100034', 'Ultrasonic sensor 3 m', 'EA', 4200), ('SZ-US-8', '6901234100089', 'Ultrasonic sensor 8 m', 'EA', 6900),
    ('SZ-OP-T', '6901234100201', 'Optical turbidity probe', 'EA', 15800), ('SZ-OP-C', '6901234100218', 'Optical colour sensor', 'EA', 8800),
    ('SZ-LS-90', '6901234100904', 'Laser distance sensor 90 m', 'EA', 21500), ('SZ-BR-01', '6901234101017', 'Mounting bracket', 'EA', 650))
    x (sku, gtin, name, unit, price)
  LOOP
    PERFORM hansa.product_create(jsonb_build_object('sku', p.sku, 'gtin', p.gtin, 'name', p.name, 'unit', p.unit, 'price_minor', p.price, 'currency', 'USD'));
  END LOOP;
END $$;

DO $$
DECLARE
  a record;
  v_account uuid;
BEGIN
  FOR a IN SELECT * FROM (VALUES
    ('anna.brandt', 'Stadtwerke Wismar', 'DE', 'Wismar', 'Water utility', 'Heike Lorenz', 'Head of maintenance', true),
    ('anna.brandt', 'Brauerei Störtebeker', 'DE', 'Stralsund', 'Food and drink', 'Uwe Jansen', 'Plant engineer', true),
    ('anna.brandt', 'Nordsee Fähren', 'DE', 'Cuxhaven', 'Shipping', 'Karin Ahlers', 'Technical superintendent', false),
    ('anna.brandt', 'Hanse Papier', 'DE', 'Rostock', 'Paper', 'Tom Krüger', 'Buyer', false),
    ('piotr.zielinski', 'Stocznia Północna', 'PL', 'Gdynia', 'Shipbuilding', 'Marek Wójcik', 'Kierownik zakupów', true),
    ('piotr.zielinski', 'Wodociągi Elbląskie', 'PL', 'Elbląg', 'Water utility', 'Ewa Kamińska', 'Główny automatyk', true),
    ('piotr.zielinski', 'Mleczarnia Kartuzy', 'PL', 'Kartuzy', 'Food and drink', 'Jan Kowalczyk', 'Dyrektor techniczny', false),
    ('ingrid.solberg', 'Vestland Ferjer', 'NO', 'Bergen', 'Shipping', 'Lars Haugen', 'Chief engineer', true),
    ('lucia.ferrer', 'Cítricos del Turia', 'ES', 'Alzira', 'Food and drink', 'Vicent Molina', 'Jefe de planta', true),
    ('johan.vdmerwe', 'Franschhoek Kelders', 'ZA', 'Franschhoek', 'Food and drink', 'Elsabe Botha', 'Wynmaker', true),
    ('li.wei', '珠江水务', 'CN', '广州', 'Water utility', '陈静', '采购主管', true),
    ('olga.kim', 'Карагандинский водоканал', 'KZ', 'Караганда', 'Water utility', 'Айдар Сеитов', 'Главный инженер', true))
    x (owner, name, country, city, industry, person, title, consent)
  LOOP
    PERFORM pg_temp.be(a.owner);
    SELECT id INTO v_account FROM hansa.account_create(jsonb_build_object('name', a.name, 'country', a.country, 'city', a.city, 'industry', a.industry));
    PERFORM hansa.contact_create(jsonb_build_object('name', a.person, 'title', a.title, 'account_id', v_account, 'consent_to_share', a.consent,
      'consent_source', CASE WHEN a.consent THEN 'trade fair, form signed' END));
  END LOOP;
  PERFORM set_config('role', 'none', true);
END $$;
