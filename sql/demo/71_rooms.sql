-- Talk between companies: the rooms of partnerships, and rooms that somebody opened for a purpose.
DO $$
DECLARE p record;
BEGIN
  FOR p IN SELECT x.id, a.slug || ' ' || b.slug AS pair FROM hansa.partnership x JOIN hansa.company a ON a.id = x.company_id JOIN hansa.company b ON b.id = x.partner_id
    WHERE x.state = 'active' LOOP
    PERFORM pg_temp.open_(k.key, k.opener, p.id) FROM (VALUES
      ('luebeck-instruments gdansk-distribution', 'baltic', 'anna.brandt'), ('luebeck-instruments valencia-control', 'spain', 'lucia.ferrer'),
      ('luebeck-instruments kaapse-meettegniek', 'cape', 'johan.vdmerwe'), ('shenzhen-optik gdansk-distribution', 'szgd', 'piotr.zielinski'),
      ('shenzhen-optik bergen-marine', 'szbm', 'ingrid.solberg'), ('almaty-pribor shenzhen-optik', 'szap', 'olga.kim')) k (pair, key, opener) WHERE k.pair = p.pair;
  END LOOP;
END $$;

DO $$
DECLARE
  v_company uuid[];
  v_id uuid;
  v_order uuid := (SELECT o.id FROM hansa.order_ o JOIN hansa.company b ON b.id = o.buyer_company_id AND b.slug = 'gdansk-distribution'
    JOIN hansa.company s ON s.id = o.seller_company_id AND s.slug = 'luebeck-instruments' ORDER BY o.ordered_on DESC, o.number DESC LIMIT 1);
  v_lead uuid := (SELECT r.about_id FROM hansa.room r JOIN place p ON p.room_id = r.id AND p.key = 'lead2');
  r record;
BEGIN
  FOR r IN SELECT * FROM (VALUES
    ('tender', 'anna.brandt', 'Baltic ports tender 2027', 'Flow and level for five ports. Offer due on 29 January; who does what stands in the pinned message.', ARRAY['gdansk-distribution', 'kaapse-meettegniek'], ARRAY['piotr.zielinski', 'johan.vdmerwe']),
    ('fair', 'anna.brandt', 'Trade fair in spring', 'One stand, four companies.', ARRAY['gdansk-distribution', 'valencia-control', 'kaapse-meettegniek'], ARRAY['piotr.zielinski', 'lucia.ferrer']),
    ('desk', 'meike.petersen', 'Order desk', 'Among ourselves: who covers whom.', ARRAY[]::text[], ARRAY[]::text[]),
    ('optik', 'li.wei', '光学传感器上市 · Optical sensors, launch', 'Prices, samples and dates for the new probes.', ARRAY['gdansk-distribution', 'bergen-marine', 'almaty-pribor'], ARRAY['piotr.zielinski', 'olga.kim']))
    x (key, owner, title, topic, companies, accept)
  LOOP
    v_company := ARRAY(SELECT c.id FROM hansa.company c WHERE c.slug = ANY (r.companies));
    PERFORM pg_temp.be(r.owner);
    v_id := hansa.room_create(r.title, r.topic, v_company, true);
    PERFORM set_config('role', 'none', true);
    INSERT INTO place VALUES (r.key, v_id);
    FOR i IN 1..cardinality(r.accept) LOOP
      PERFORM pg_temp.be(r.accept[i]);
      PERFORM hansa.room_accept(v_id);
      PERFORM set_config('role', 'none', true);
    END LOOP;
  END LOOP;

  -- Lübeck and Gdańsk: two weeks of it.
  PERFORM pg_temp.say('baltic', 'anna.brandt', interval '13 days 4 hours', 'Good morning, Gdańsk! From today on let us keep **everything about our leads and orders here** instead of in mails.', 'b1', NULL, '{}', '{}', '🎉:piotr.zielinski 👍:katarzyna.nowak 👍:jonas.feld');
  PERFORM pg_temp.say('baltic', 'piotr.zielinski', interval '13 days 3 hours', 'Dzień dobry! Bardzo dobrze. Katarzyna orders, I look after the leads.');
  PERFORM pg_temp.say('baltic', 'katarzyna.nowak', interval '13 days 2 hours', 'Cześć wszystkim 👋');
  v_id := pg_temp.say('baltic', 'anna.brandt', interval '12 days 23 hours', E'How we work together:\n\n1. A lead gets an answer within **two working days**.\n2. A date that slips is told here, on the order.\n3. Every Monday at nine, a quarter of an hour by telephone.', 'b-rules', NULL, '{}', '{}', '✅:piotr.zielinski ✅:katarzyna.nowak ✅:meike.petersen');
  PERFORM pg_temp.be('anna.brandt');
  PERFORM hansa.message_pin(v_id, true);
  PERFORM set_config('role', 'none', true);
  PERFORM pg_temp.say('baltic', 'piotr.zielinski', interval '9 days 5 hours', 'W Elblągu jest nowy główny automatyk. He wants to see radar level running somewhere. Do you have a reference on the coast?', 'b-radar', NULL, '{anna.brandt}',
    ARRAY(SELECT p.id FROM hansa.product p WHERE p.sku = 'LI-LR-20'));
  PERFORM pg_temp.say('baltic', 'anna.brandt', interval '9 days 4 hours', 'Wismar has six of them since spring. I ask whether you may come and look.', NULL, 'b-radar');
  PERFORM pg_temp.say('baltic', 'anna.brandt', interval '8 days 2 hours', 'They would be glad: any Thursday, two visitors at a time.', NULL, 'b-radar', '{piotr.zielinski}', '{}', '🙏:piotr.zielinski');
  PERFORM pg_temp.say('baltic', 'piotr.zielinski', interval '8 days 1 hour', 'Then the 3rd of December. Jedziemy we dwóch.', NULL, 'b-radar');
  PERFORM pg_temp.say('baltic', 'meike.petersen', interval '6 days 6 hours', 'Our warehouse counts its stock on the 30th: nothing leaves that day.', 'b-stock', NULL, '{katarzyna.nowak}', '{}', '👀:katarzyna.nowak');
  PERFORM pg_temp.say('baltic', 'katarzyna.nowak', interval '6 days 5 hours', 'Zapisane. I move two orders to the 27th.', NULL, 'b-stock');
  PERFORM pg_temp.say('baltic', 'jonas.feld', interval '4 days 3 hours', 'This one might be yours, it is twenty minutes from your warehouse:', 'b-lead', NULL, '{piotr.zielinski}', ARRAY[v_lead]);
  PERFORM pg_temp.say('baltic', 'piotr.zielinski', interval '4 days 2 hours', 'Znam ich. We take it.', NULL, 'b-lead', '{}', '{}', '🚀:jonas.feld 🚀:anna.brandt');
  PERFORM pg_temp.say('baltic/notes', 'anna.brandt', interval '4 days', 'Piotr answers within the hour, every time. Worth remembering when we talk about terms for next year.');
  PERFORM pg_temp.say('baltic/notes', 'jonas.feld', interval '3 days 23 hours', 'Agreed. Their share of converted leads is twice that of anybody else.', NULL, NULL, '{}', '{}', '👍:anna.brandt');
  PERFORM pg_temp.say('baltic/notes', 'piotr.zielinski', interval '3 days 20 hours', 'Lübeck podniesie ceny w kwietniu, tak mówi rynek. Kupić zapas w marcu?', NULL, NULL, '{katarzyna.nowak}');
  PERFORM pg_temp.say('baltic', 'katarzyna.nowak', interval '28 hours', 'Najnowsze zamówienie is in. Line 1 is urgent, the rest is stock.', 'b-order', NULL, '{meike.petersen}', ARRAY[v_order]);
  PERFORM pg_temp.say('baltic', 'meike.petersen', interval '27 hours', 'Seen, I answer in the order''s own room.', NULL, 'b-order', '{}', '{}', '👍:katarzyna.nowak');
  PERFORM pg_temp.say('baltic', 'piotr.zielinski', interval '100 minutes', 'Raport z wizyty w Gdyni: they want three meters more than planned. Czy możemy dostać cenę dla dziewięciu sztuk?', 'b-nine', NULL, '{anna.brandt}', ARRAY(SELECT p.id FROM hansa.product p WHERE p.sku = 'LI-MF-080'));
  PERFORM pg_temp.say('baltic', 'katarzyna.nowak', interval '92 minutes', 'Dziewięć weźmiemy nawet na magazyn.', NULL, 'b-nine');
  PERFORM pg_temp.say('baltic', 'piotr.zielinski', interval '48 minutes', 'Klient pyta też o kalibrację na miejscu, dwa razy w roku.', NULL, NULL, '{}', ARRAY(SELECT p.id FROM hansa.product p WHERE p.sku = 'LI-CAL-SRV'));

  PERFORM pg_temp.say('spain', 'lucia.ferrer', interval '6 days', '¡Hola! ¿Quién lleva las reclamaciones en Lübeck?', 's1', NULL, '{anna.brandt}');
  PERFORM pg_temp.say('spain', 'anna.brandt', interval '5 days 23 hours', 'Meike does, and she reads Spanish better than I do.', NULL, 's1', '{meike.petersen}', '{}', '😄:lucia.ferrer 🙈:meike.petersen');
  PERFORM pg_temp.say('spain', 'meike.petersen', interval '5 days 22 hours', 'Con mucho gusto. Escríbeme aquí, en la sala del pedido.', NULL, 's1', '{}', '{}', '❤️:lucia.ferrer');
  PERFORM pg_temp.say('spain', 'lucia.ferrer', interval '31 hours', 'La desaladora de Sagunt publica el pliego en enero. Deberíamos ir juntos.', 's2', NULL, '{anna.brandt}');
  PERFORM pg_temp.say('spain', 'anna.brandt', interval '30 hours', 'Yes, with pleasure. Share the lead with us when it is there, and we say what we would offer.', NULL, 's2');

  PERFORM pg_temp.say('cape', 'johan.vdmerwe', interval '10 days', 'Goeiemôre! Die nuwe pryslys het aangekom, dankie.', NULL, NULL, '{}', '{}', '👍:anna.brandt');
  PERFORM pg_temp.say('cape', 'anna.brandt', interval '9 days 22 hours', 'Harvest begins in January at the cellars, does it not? Order early: the ship takes five weeks.', 'c1', NULL, '{johan.vdmerwe}');
  PERFORM pg_temp.say('cape', 'johan.vdmerwe', interval '9 days 21 hours', 'Dis reg. Ek stuur die bestelling hierdie week.', NULL, 'c1', '{}', '{}', '🍇:anna.brandt');

  PERFORM pg_temp.say('szgd', 'li.wei', interval '5 days', '新款超声波传感器本周发货。The 8 m type comes with a new bracket.', 'g1', NULL, '{piotr.zielinski}', ARRAY(SELECT p.id FROM hansa.product p WHERE p.sku IN ('SZ-US-8', 'SZ-BR-01') ORDER BY p.sku));
  PERFORM pg_temp.say('szgd', 'katarzyna.nowak', interval '4 days 20 hours', 'Czy stary uchwyt pasuje? We have 200 of them.', NULL, 'g1');
  PERFORM pg_temp.say('szgd', 'li.wei', interval '4 days 19 hours', 'Yes, both fit.', NULL, 'g1', '{}', '{}', '👍:katarzyna.nowak');
  PERFORM pg_temp.say('szbm', 'ingrid.solberg', interval '3 days', 'Do the laser sensors stand salt spray? We would mount them on deck.', 'm1', NULL, '{li.wei}', ARRAY(SELECT p.id FROM hansa.product p WHERE p.sku = 'SZ-LS-90'));
  PERFORM pg_temp.say('szbm', 'li.wei', interval '2 days 20 hours', 'IP69K, tested for 1,000 hours. 报告可以给您。', NULL, 'm1', '{}', '{}', '⚓:ingrid.solberg');
  PERFORM pg_temp.say('szap', 'olga.kim', interval '7 days', 'Ли Вэй, добрый день! Поставки через Хоргос снова идут без задержек.', NULL, NULL, '{li.wei}', '{}', '🚂:li.wei');
  PERFORM pg_temp.say('szap', 'li.wei', interval '6 days 22 hours', '太好了。Then we go back to rail from the next order on.');

  -- Three companies and a guest.
  v_id := pg_temp.say('tender', 'anna.brandt', interval '5 days 4 hours', E'Who does what:\n\n| Part | Who | Until |\n|---|---|---|\n| Flow, level | Lübeck | 12 January |\n| Local service | Gdańsk | 12 January |\n| Second source, references abroad | Kaapse | 15 January |\n| Offer | Lübeck | **29 January** |', 't1', NULL, '{}', '{}', '👍:piotr.zielinski 👍:johan.vdmerwe');
  PERFORM pg_temp.be('anna.brandt');
  PERFORM hansa.message_pin(v_id, true);
  PERFORM set_config('role', 'none', true);
  PERFORM pg_temp.say('tender', 'piotr.zielinski', interval '5 days 3 hours', 'Serwis w pięciu portach: two technicians, on site within eight hours.', NULL, NULL, '{}', '{}', '💪:anna.brandt');
  PERFORM pg_temp.say('tender', 'johan.vdmerwe', interval '5 days 1 hour', 'Ons het die hawe van Saldanha as verwysing. I bring photographs and a letter.', 't2', NULL, '{anna.brandt}', '{}', '🙌:anna.brandt 🙌:jonas.feld');
  PERFORM pg_temp.say('tender', 'jonas.feld', interval '3 days 6 hours', 'Clause 14 asks for penalties from the first day. Do we sign that?', 't3', NULL, '{anna.brandt,piotr.zielinski}');
  PERFORM pg_temp.say('tender', 'piotr.zielinski', interval '3 days 5 hours', 'Nie bez limitu. At most five per cent.', NULL, 't3', '{}', '{}', '👍:anna.brandt');
  PERFORM pg_temp.say('tender', 'anna.brandt', interval '3 days 4 hours', 'Five per cent, and it goes into the questions to the port authority.', NULL, 't3');
  PERFORM pg_temp.say('tender/notes', 'anna.brandt', interval '3 days', 'Walk away if they insist. The margin does not carry it.', NULL, NULL, '{jonas.feld}');

  PERFORM pg_temp.say('fair', 'anna.brandt', interval '4 days 2 hours', 'Hall 11, a corner, 60 m². Who brings what to show?', 'f1', NULL, '{piotr.zielinski,lucia.ferrer}');
  PERFORM pg_temp.say('fair', 'lucia.ferrer', interval '4 days 1 hour', 'Nosotros, la línea de cítricos en miniatura: con naranjas de verdad 🍊', NULL, NULL, '{}', '{}', '🍊:anna.brandt 😍:meike.petersen 😋:piotr.zielinski');
  PERFORM pg_temp.say('fair', 'piotr.zielinski', interval '3 days 21 hours', 'A my szafę serwisową, otwartą. Ludzie lubią zaglądać do środka.');
  PERFORM pg_temp.say('fair', 'meike.petersen', interval '26 hours', 'Hotel rooms are blocked until Friday: eight singles. Tell me names.', 'f2', NULL, '{piotr.zielinski,lucia.ferrer}');
  PERFORM pg_temp.say('fair', 'lucia.ferrer', interval '22 hours', 'Dos por Valencia: Vicent y yo.', NULL, 'f2', '{}', '{}', '✅:meike.petersen');

  PERFORM pg_temp.say('desk', 'meike.petersen', interval '32 hours', 'I am away on Friday. Jonas, can you watch the confirmations?', 'd1', NULL, '{jonas.feld}');
  PERFORM pg_temp.say('desk', 'jonas.feld', interval '31 hours', 'Of course. Anything that must not wait?', NULL, 'd1');
  PERFORM pg_temp.say('desk', 'meike.petersen', interval '30 hours', 'Only this one:', NULL, 'd1', '{}', ARRAY[v_order], '👀:jonas.feld');

  PERFORM pg_temp.say('optik', 'li.wei', interval '54 hours', E'新品三月上市：\n\n- SZ-OP-T 浊度探头\n- SZ-OP-C 颜色传感器\n\nSamples leave in January: two for each of you.', 'o1', NULL, '{}', ARRAY(SELECT p.id FROM hansa.product p WHERE p.sku IN ('SZ-OP-C', 'SZ-OP-T') ORDER BY p.sku), '🎉:piotr.zielinski 🎉:olga.kim');
  PERFORM pg_temp.say('optik', 'olga.kim', interval '52 hours', 'Нам лучше три: один сразу уйдёт в метрологию на сертификацию.', NULL, 'o1', '{li.wei}');
  PERFORM pg_temp.say('optik', 'piotr.zielinski', interval '29 hours', 'Can the probe be cleaned in place? Mleczarnie zapytają o to pierwsze.', 'o2', NULL, '{li.wei}');
  PERFORM pg_temp.say('optik', 'li.wei', interval '6 hours', '可以，CIP 到 95 °C。', NULL, 'o2', '{}', '{}', '👍:piotr.zielinski');
END $$;

-- The customer's engineer, from outside: in the tender's room by a link, and nowhere else.
DO $$
DECLARE
  v_room uuid := (SELECT p.room_id FROM place p WHERE p.key = 'tender');
  v_token constant bytea := sha256(uuid_send(gen_random_uuid()));
  v_guest record;
  v_id uuid;
BEGIN
  PERFORM pg_temp.be('anna.brandt');
  PERFORM hansa.guest_invite(v_room, 'Heike Lorenz', NULL, 'en', 60, true, v_token, '');
  PERFORM set_config('role', 'none', true);
  SELECT * INTO v_guest FROM hansa.guest_enter(v_token, 'Heike Lorenz', 'Stadtwerke Wismar', 'en', sha256(v_token), NULL);
  DELETE FROM hansa.session s WHERE s.id = v_guest.session_id;
  PERFORM hansa.bind_(g.guest_company_id, g.person_id, 'guest', 'Heike Lorenz') FROM hansa.room_guest g WHERE g.person_id = v_guest.person_id;
  v_id := (hansa.message_post(v_room, gen_random_uuid(), 'Hello everybody. I ran the acceptance of the radar meters in Wismar; ask me whatever the port authority may want to know.')).id;
  INSERT INTO said VALUES (v_id, v_room, 't-guest', now() - interval '26 hours');
  PERFORM set_config('role', 'none', true);
  PERFORM pg_temp.say('tender', 'piotr.zielinski', interval '25 hours', 'Witamy, Heike! How long did the commissioning of six meters take?', NULL, 't-guest', '{}', '{}', '👋:anna.brandt');
  PERFORM hansa.bind_(g.guest_company_id, g.person_id, 'guest', 'Heike Lorenz') FROM hansa.room_guest g WHERE g.person_id = v_guest.person_id;
  v_id := (hansa.message_post(v_room, gen_random_uuid(), 'Two days, one of them for the paper.', (SELECT s.message_id FROM said s WHERE s.key = 't-guest'))).id;
  INSERT INTO said VALUES (v_id, v_room, NULL, now() - interval '24 hours 20 minutes');
  PERFORM pg_temp.say('tender', 'johan.vdmerwe', interval '7 hours', 'Die brief van Saldanha is hier. I put it into the file tomorrow.', NULL, 't2', '{anna.brandt}', '{}', '🙏:anna.brandt');
  -- Something one wishes one had written better, and something one had better not written.
  v_id := pg_temp.say('tender', 'jonas.feld', interval '6 hours', 'Draft of the offer: 80 % done.', 't-draft');
  PERFORM pg_temp.be('jonas.feld');
  PERFORM hansa.message_edit(v_id, 'Draft of the offer: **90 %** done. The price sheet is missing.', 1);
  PERFORM set_config('role', 'none', true);
  v_id := pg_temp.say('fair', 'jonas.feld', interval '21 hours', 'Is there free beer?');
  PERFORM pg_temp.be('jonas.feld');
  PERFORM hansa.message_delete(v_id);
  PERFORM set_config('role', 'none', true);
END $$;
