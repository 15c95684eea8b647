-- lane: none
-- The 850 interchanges that stand behind the demo's orders, as the buyers' systems would send them:
-- company (whose key sends it), x12, and the state it must end in. Taken in as any other interchange, so every order has a
-- real document behind it.
WITH trade (buyer, seller, prefix, how_many, currency, ship_to, street, city, postcode, country) AS (VALUES
    ('gdansk-distribution', 'luebeck-instruments', 'GD', 60, 'EUR', 'Gdansk Distribution, Warehouse 2', 'ul. Marynarki Polskiej 96', 'Gdansk', '80-557', 'PL'),
    ('valencia-control', 'luebeck-instruments', 'VC', 25, 'EUR', 'Valencia Control, Almacen', 'Carrer de la Mar 14', 'Valencia', '46003', 'ES'),
    ('kaapse-meettegniek', 'luebeck-instruments', 'KM', 12, 'EUR', 'Kaapse Meettegniek', 'Voortrekkerstraat 210', 'Bellville', '7530', 'ZA'),
    ('gdansk-distribution', 'shenzhen-optik', 'GS', 20, 'USD', 'Gdansk Distribution, Warehouse 1', 'ul. Kontenerowa 7', 'Gdansk', '80-601', 'PL'),
    ('bergen-marine', 'shenzhen-optik', 'BM', 14, 'USD', 'Bergen Marine', 'Strandgaten 18', 'Bergen', '5013', 'NO'),
    ('almaty-pribor', 'shenzhen-optik', 'AP', 8, 'USD', 'Almaty Pribor', 'Suyunbaya 151', 'Almaty', '050007', 'KZ')),
  purchase AS (
    SELECT t.*, n, b.id AS company_id, b.name AS buyer_name,
      substr(bi.value, 4) AS sender, substr(si.value, 4) AS receiver, bg.value AS buyer_gln, sg.value AS seller_duns, s.id AS seller_id, s.name AS seller_name,
      t.prefix || '-2026-' || lpad((400 + n)::text, 4, '0') AS number,
      (row_number() OVER (ORDER BY t.prefix, n))::int AS control,
      current_date - ((t.how_many - n) * 120 / t.how_many)::int AS ordered_on,
      1 + (n * 7 + length(t.buyer)) % 5 AS lines
    FROM trade t CROSS JOIN LATERAL generate_series(1, t.how_many) n
      JOIN hansa.company b ON b.slug = t.buyer JOIN hansa.company s ON s.slug = t.seller
      JOIN hansa.company_identifier bi ON bi.company_id = b.id AND bi.scheme = 'isa' JOIN hansa.company_identifier si ON si.company_id = s.id AND si.scheme = 'isa'
      JOIN hansa.company_identifier bg ON bg.company_id = b.id AND bg.scheme = 'gln' JOIN hansa.company_identifier sg ON sg.company_id = s.id AND sg.scheme = 'duns'),
  item AS (
    SELECT p.control, l, a.*, ((p.n * 13 + l * 29) % 24 + 1) * CASE WHEN a.price_minor < 1000 THEN 50 ELSE 1 END AS quantity
    FROM purchase p CROSS JOIN LATERAL generate_series(1, p.lines) l
      CROSS JOIN LATERAL (SELECT q.*, row_number() OVER (ORDER BY q.sku) - 1 AS at, count(*) OVER () AS all_ FROM hansa.product q WHERE q.company_id = p.seller_id) a
    WHERE a.at = (p.n * 5 + l * 3) % a.all_),
  body AS (
    SELECT p.control, string_agg(format('PO1*%s*%s*%s*%s*PE*VP*%s%s~%sPID*F****%s~%s', i.l, i.quantity, i.unit, trim_scale(i.price_minor / 100.0), i.sku,
        CASE WHEN i.gtin IS NOT NULL THEN '*EN*' || i.gtin ELSE '' END, E'\n', replace(i.name, '…', '-'), E'\n'), '' ORDER BY i.l) AS text,
      sum(i.quantity) AS hash, count(*) AS lines
    FROM purchase p JOIN item i USING (control) GROUP BY p.control),
  sent AS (
  SELECT p.company_id, p.number, p.ordered_on, p.control,
    format('ISA*00*          *00*          *ZZ*%s*ZZ*%s*%s*0930*U*00401*%s*0*P*>~%s', rpad(p.sender, 15), rpad(p.receiver, 15), to_char(p.ordered_on, 'YYMMDD'),
    lpad(p.control::text, 9, '0'), E'\n')
  || format('GS*PO*%s*%s*%s*0930*%s*X*004010~%s', p.sender, p.receiver, to_char(p.ordered_on, 'YYYYMMDD'), p.control, E'\n')
  || 'ST*850*0001~' || E'\n'
  || format('BEG*00*SA*%s**%s~%s', p.number, to_char(p.ordered_on, 'YYYYMMDD'), E'\n')
  || format('CUR*BY*%s~%sREF*DP*%s~%s', p.currency, E'\n', 100 + p.n, E'\n')
  || format('DTM*002*%s~%s', to_char(p.ordered_on + 21 + p.n % 9, 'YYYYMMDD'), E'\n')
  -- X12's character sets end at the Latin letters of English
  || format('N1*BY*%s*UL*%s~%s', split_part(p.ship_to, ',', 1), p.buyer_gln, E'\n')
  || format('N1*SE*%s*1*%s~%s', translate(p.seller_name, 'ü', 'u'), p.seller_duns, E'\n')
  || format('N1*ST*%s*92*WH%s~%sN3*%s~%sN4*%s**%s*%s~%s', p.ship_to, 1 + p.n % 3, E'\n', p.street, E'\n', p.city, p.postcode, p.country, E'\n')
  || b.text
  || format('CTT*%s*%s~%s', b.lines, b.hash, E'\n')
  || format('SE*%s*0001~%sGE*1*%s~%sIEA*1*%s~%s', 12 + 2 * b.lines, E'\n', p.control, E'\n', lpad(p.control::text, 9, '0'), E'\n') AS x12
FROM purchase p JOIN body b USING (control))
(SELECT s.company_id, s.x12, 'accepted' AS state FROM sent s ORDER BY s.ordered_on, s.control)
UNION ALL
-- Two that show findings: with a date and a quantity that are none it is refused, with a unit too long it is taken in and noted.
SELECT s.company_id, regexp_replace(regexp_replace(replace(replace(s.x12, s.number, 'GD-2026-0461'), lpad(s.control::text, 9, '0'), '000000901'),
    'DTM[*]002[*][0-9]+', 'DTM*002*20261399'), 'PO1[*]1[*][0-9]+', 'PO1*1*dozen'), 'rejected'
FROM sent s WHERE s.number = 'GD-2026-0460'
UNION ALL
SELECT s.company_id, regexp_replace(replace(replace(s.x12, s.number, 'VC-2026-0426'), lpad(s.control::text, 9, '0'), '000000902'),
    '(PO1[*]1[*][0-9]+)[*]EA', '\1*EACHES'), 'accepted'
FROM sent s WHERE s.number = 'VC-2026-0425'
