-- Talk on leads and orders. Who speaks does so through the same functions as everybody; what took days is told in order and dated after.
CREATE TEMP TABLE said (message_id uuid PRIMARY KEY, room_id uuid, key text, at timestamptz);
CREATE TEMP TABLE place (key text PRIMARY KEY, room_id uuid);

CREATE FUNCTION pg_temp.who(p_mailbox text) RETURNS uuid LANGUAGE sql STABLE AS $$ SELECT p.id FROM hansa.person p WHERE p.email LIKE p_mailbox || '@%' $$;

-- A record's room, opened by whoever speaks first in it.
CREATE FUNCTION pg_temp.open_(p_key text, p_who text, p_record uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE v_room uuid;
BEGIN
  PERFORM pg_temp.be(p_who);
  v_room := (hansa.record_room(p_record)).id;
  PERFORM set_config('role', 'none', true);
  INSERT INTO place VALUES (p_key, v_room);
END $$;

-- p_room: a key, or key/notes for the speaker's own notes there. p_ago: so long before now, when it was said.
CREATE FUNCTION pg_temp.say(p_room text, p_who text, p_ago interval, p_text text, p_key text DEFAULT NULL, p_to text DEFAULT NULL, p_names text[] DEFAULT '{}',
  p_refs uuid[] DEFAULT '{}', p_signs text DEFAULT NULL) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
  v_room uuid := (SELECT p.room_id FROM place p WHERE p.key = split_part(p_room, '/', 1));
  v_to uuid := (SELECT s.message_id FROM said s WHERE s.key = p_to);
  v_names uuid[] := ARRAY(SELECT pg_temp.who(n) FROM unnest(p_names) n);
  v_sign text;
  v_id uuid;
BEGIN
  DELETE FROM hansa.throttle;
  PERFORM pg_temp.be(p_who);
  IF p_room LIKE '%/notes' THEN
    v_room := hansa.room_notes(v_room);
  END IF;
  v_id := (hansa.message_post(v_room, gen_random_uuid(), p_text, v_to, v_names, (SELECT jsonb_agg(jsonb_build_object('id', r)) FROM unnest(p_refs) r))).id;
  FOREACH v_sign IN ARRAY string_to_array(coalesce(p_signs, ''), ' ') LOOP
    CONTINUE WHEN v_sign = '';
    PERFORM pg_temp.be(split_part(v_sign, ':', 2));
    PERFORM hansa.message_react(v_id, split_part(v_sign, ':', 1), true);
  END LOOP;
  PERFORM set_config('role', 'none', true);
  INSERT INTO said VALUES (v_id, v_room, p_key, now() - p_ago);
  RETURN v_id;
END $$;

-- Leads that Lübeck shares with Gdańsk: what the customer wants, and who does what about it.
DO $$
DECLARE
  k record;
  v_ago interval;
BEGIN
  FOR k IN SELECT 'lead' || row_number() OVER (ORDER BY l.updated_at DESC) AS key, l.id, (row_number() OVER (ORDER BY l.updated_at DESC))::int AS n FROM hansa.lead l
    JOIN hansa.company c ON c.id = l.company_id AND c.slug = 'luebeck-instruments'
    JOIN hansa.grant_ g ON g.record_id = l.id AND g.level IN (3, 4) JOIN hansa.company p ON p.id = g.company_id AND p.slug = 'gdansk-distribution'
    ORDER BY l.updated_at DESC LIMIT 12
  LOOP
    v_ago := k.n * interval '5 hours 20 minutes';
    PERFORM pg_temp.open_(k.key, 'anna.brandt', k.id);
    CASE k.n % 4
      WHEN 1 THEN
        PERFORM pg_temp.say(k.key, 'anna.brandt', v_ago + interval '95 minutes', 'They asked for a **site visit before Christmas**. Could your people in Gdynia take it?', k.key, NULL, '{piotr.zielinski}');
        PERFORM pg_temp.say(k.key, 'piotr.zielinski', v_ago + interval '62 minutes', 'Tak, w środę możemy tam być. I will write down what they need: pipe sizes, medium, power on site.', NULL, NULL, '{}', '{}', '👍:anna.brandt');
        PERFORM pg_temp.say(k.key || '/notes', 'piotr.zielinski', v_ago + interval '40 minutes', 'Marża do ustalenia z Katarzyną. Nie schodzić poniżej 18%.');
        PERFORM pg_temp.say(k.key, 'anna.brandt', v_ago + interval '21 minutes', 'Wednesday is fine. Ask for the plant engineer at the gate, she knows about it.');
        PERFORM pg_temp.say(k.key, 'piotr.zielinski', v_ago + interval '3 minutes', (ARRAY['Good. Report on Thursday morning, here.', 'Byliśmy. Three measuring points, all accessible; photographs follow.', 'They postponed to January: their engineer is ill.'])[1 + k.n / 4 % 3]);
      WHEN 2 THEN
        PERFORM pg_temp.say(k.key, 'jonas.feld', v_ago + interval '150 minutes', E'Budget is approved, the tender closes in three weeks. What they want:\n\n- 6 × DN 80, remote display\n- 2 × DN 150\n- calibration once a year', k.key, NULL, '{}',
          ARRAY(SELECT p.id FROM hansa.product p WHERE p.sku IN ('LI-MF-080', 'LI-MF-150') ORDER BY p.sku));
        PERFORM pg_temp.say(k.key, 'piotr.zielinski', v_ago + interval '95 minutes', 'We have four DN 80 on the shelf, the rest in two weeks. Who writes the offer, you or we?', NULL, k.key, '{jonas.feld}');
        PERFORM pg_temp.say(k.key, 'jonas.feld', v_ago + interval '80 minutes', 'You, please. The price is the one of the frame agreement.', NULL, k.key, '{}', '{}', '👌:piotr.zielinski');
        PERFORM pg_temp.say(k.key || '/notes', 'anna.brandt', v_ago + interval '33 minutes', 'Competitor is in there with a rental offer. Let Piotr speak of running cost, not of price.');
        PERFORM pg_temp.say(k.key, 'piotr.zielinski', v_ago + interval '3 minutes', (ARRAY['Oferta wysłana. Valid until the end of January.', 'They took it off our hands: letter of intent by Friday!', 'Czekamy na decyzję zarządu, we środę.'])[1 + k.n / 4 % 3], NULL, NULL, '{}', '{}', '🎉:anna.brandt 🎉:jonas.feld');
      WHEN 3 THEN
        PERFORM pg_temp.say(k.key, 'anna.brandt', v_ago + interval '110 minutes', 'A second supplier is wanted: somebody quoted last week. What do you know of them?', k.key);
        PERFORM pg_temp.say(k.key, 'piotr.zielinski', v_ago + interval '90 minutes', 'I know the plant manager; calling him today.');
        PERFORM pg_temp.say(k.key, 'katarzyna.nowak', v_ago + interval '24 minutes', 'Zadzwonił do mnie ich zakupowiec: liczy się termin, nie cena. Delivery in January would decide it.', NULL, NULL, '{anna.brandt}');
        PERFORM pg_temp.say(k.key, 'anna.brandt', v_ago + interval '3 minutes', (ARRAY['January we can do. I block eight pieces until Friday.', 'Then send them the dates in writing, please; I confirm by noon.', 'Shared the calibration report with them as well, that helped last time.'])[1 + k.n / 4 % 3], NULL, NULL, '{}', '{}', '🙏:katarzyna.nowak');
      ELSE
        PERFORM pg_temp.say(k.key, 'piotr.zielinski', v_ago + interval '75 minutes', 'Is the contact still right? The number rings, nobody answers.', k.key);
        PERFORM pg_temp.say(k.key, 'anna.brandt', v_ago + interval '52 minutes', 'She moved to the new plant. I changed the contact on the lead.', NULL, k.key);
        PERFORM pg_temp.say(k.key, 'piotr.zielinski', v_ago + interval '3 minutes', (ARRAY['Thanks, we talk tomorrow at ten.', 'Mam ją na linii. She remembers you from the fair!', 'Done: meeting on the 8th, at their place.'])[1 + k.n / 4 % 3]);
    END CASE;
  END LOOP;
END $$;

-- A lead of Valencia's and one of Shenzhen's that others work on.
DO $$
DECLARE k record;
BEGIN
  FOR k IN SELECT DISTINCT ON (c.slug) l.id, c.slug FROM hansa.lead l JOIN hansa.company c ON c.id = l.company_id
      JOIN hansa.grant_ g ON g.record_id = l.id AND g.level IN (3, 4) JOIN hansa.company p ON p.id = g.company_id
    WHERE (c.slug, p.slug) IN (('valencia-control', 'luebeck-instruments'), ('shenzhen-optik', 'almaty-pribor')) ORDER BY c.slug, l.updated_at DESC
  LOOP
    IF k.slug = 'valencia-control' THEN
      PERFORM pg_temp.open_('es-lead', 'lucia.ferrer', k.id);
      PERFORM pg_temp.say('es-lead', 'lucia.ferrer', interval '27 hours', 'El cliente pide caudalímetros para agua salobre. ¿Qué revestimiento recomendáis?', 'es-q', NULL, '{anna.brandt}');
      PERFORM pg_temp.say('es-lead', 'anna.brandt', interval '26 hours', 'PTFE inside, Hastelloy electrodes. I can lend you one for a trial of four weeks.', NULL, 'es-q', '{}',
        ARRAY(SELECT p.id FROM hansa.product p WHERE p.sku = 'LI-MF-050'), '❤️:lucia.ferrer');
      PERFORM pg_temp.say('es-lead', 'lucia.ferrer', interval '25 hours 30 minutes', 'Perfecto, lo montamos el lunes en la línea 2.', NULL, 'es-q');
      PERFORM pg_temp.say('es-lead/notes', 'lucia.ferrer', interval '25 hours', 'Ojo: el presupuesto real es de 60.000 €, no lo digáis todavía.');
    ELSE
      PERFORM pg_temp.open_('kz-lead', 'li.wei', k.id);
      PERFORM pg_temp.say('kz-lead', 'li.wei', interval '50 hours', '客户希望一月试装两台浊度探头。Could you be there for the installation?', 'kz-q', NULL, '{olga.kim}');
      PERFORM pg_temp.say('kz-lead', 'olga.kim', interval '47 hours', 'Да, наш инженер будет на месте с 12 января. Нужны чертежи фланцев.', NULL, 'kz-q');
      PERFORM pg_temp.say('kz-lead', 'li.wei', interval '46 hours', '图纸今天发出。DN 50, PN 16.', NULL, 'kz-q', '{}', ARRAY(SELECT p.id FROM hansa.product p WHERE p.sku = 'SZ-OP-T'), '🙏:olga.kim');
    END IF;
  END LOOP;
END $$;

-- Orders: the newest of each pair, and one that went wrong.
DO $$
DECLARE k record;
BEGIN
  FOR k IN SELECT x.* FROM (SELECT o.id, o.number, o.state, b.slug AS buyer, s.slug AS seller, row_number() OVER (PARTITION BY o.buyer_company_id, o.seller_company_id
        ORDER BY o.ordered_on DESC, o.number DESC)::int AS n
      FROM hansa.order_ o JOIN hansa.company b ON b.id = o.buyer_company_id JOIN hansa.company s ON s.id = o.seller_company_id) x WHERE x.n <= 8 ORDER BY x.buyer, x.seller, x.n
  LOOP
    IF k.buyer = 'gdansk-distribution' AND k.seller = 'luebeck-instruments' AND k.n IN (1, 3, 5, 8) THEN
      PERFORM pg_temp.open_('gd' || k.n, 'katarzyna.nowak', k.id);
      CASE k.n
        WHEN 1 THEN
          PERFORM pg_temp.say('gd1', 'katarzyna.nowak', interval '3 hours', 'Nowe zamówienie z nocy. Could you confirm the date for line 1 first? The shipyard docks on the 9th.', 'gd1q', NULL, '{meike.petersen}');
          PERFORM pg_temp.say('gd1', 'meike.petersen', interval '2 hours 10 minutes', 'Line 1 is on the shelf and leaves tomorrow. The rest I confirm this afternoon.', NULL, NULL, '{}', '{}', '🚚:katarzyna.nowak 👍:piotr.zielinski');
          PERFORM pg_temp.say('gd1/notes', 'meike.petersen', interval '2 hours', 'Take line 1 from the stock reserved for the trade fair. @Jonas knows.');
          PERFORM pg_temp.say('gd1', 'katarzyna.nowak', interval '35 minutes', 'Super, dziękuję! Warehouse 2, please, not 1: the crane in 1 is being repaired.', 'gd1w', NULL, '{meike.petersen}');
        WHEN 3 THEN
          PERFORM pg_temp.say('gd3', 'meike.petersen', interval '30 hours', E'The requested date is a bank holiday in Poland. I confirm the **working day after**; tell me if that is too late.', 'gd3q');
          PERFORM pg_temp.say('gd3', 'katarzyna.nowak', interval '28 hours', 'Może być.', NULL, 'gd3q', '{}', '{}', '👍:meike.petersen');
        WHEN 5 THEN
          PERFORM pg_temp.say('gd5', 'katarzyna.nowak', interval '76 hours', 'Dwa manometry przyszły ze stłuczonym szkłem. Two gauges of the second box came with broken glass.', 'gd5q', NULL, '{meike.petersen,jonas.feld}',
            ARRAY(SELECT p.id FROM hansa.product p WHERE p.sku = 'LI-PG-016'));
          PERFORM pg_temp.say('gd5', 'meike.petersen', interval '75 hours 20 minutes', 'I am sorry. Replacements go out today, free of charge. Keep the broken ones for the carrier, please.', NULL, 'gd5q', '{}', '{}', '🙏:katarzyna.nowak');
          PERFORM pg_temp.say('gd5', 'jonas.feld', interval '74 hours', 'The carrier wants a photograph of the box by Friday.', NULL, 'gd5q');
          PERFORM pg_temp.say('gd5', 'katarzyna.nowak', interval '51 hours', 'Zdjęcia wysłane, kurier już je ma.', NULL, 'gd5q', '{}', '{}', '✅:meike.petersen');
        ELSE
          PERFORM pg_temp.say('gd8', 'meike.petersen', interval '8 days', 'Invoice is out. Payment as usual in thirty days.');
          PERFORM pg_temp.say('gd8', 'katarzyna.nowak', interval '7 days 20 hours', 'Przekazane do księgowości.');
      END CASE;
    ELSIF k.n = 1 AND k.buyer IN ('valencia-control', 'kaapse-meettegniek', 'bergen-marine', 'almaty-pribor') THEN
      CASE k.buyer
        WHEN 'valencia-control' THEN
          PERFORM pg_temp.open_('vc', 'lucia.ferrer', k.id);
          PERFORM pg_temp.say('vc', 'lucia.ferrer', interval '20 hours', '¿Podéis agrupar este pedido con el anterior? Ahorramos un porte.', 'vcq', NULL, '{meike.petersen}');
          PERFORM pg_temp.say('vc', 'meike.petersen', interval '19 hours', 'Both leave together on Thursday, one pallet.', NULL, 'vcq', '{}', '{}', '🙌:lucia.ferrer');
        WHEN 'kaapse-meettegniek' THEN
          PERFORM pg_temp.open_('km', 'johan.vdmerwe', k.id);
          PERFORM pg_temp.say('km', 'johan.vdmerwe', interval '44 hours', 'Die doeane vra ''n verklaring van oorsprong. Can you send one with the shipment?', 'kmq', NULL, '{meike.petersen}');
          PERFORM pg_temp.say('km', 'meike.petersen', interval '43 hours', 'It lies in the first box, and a copy comes by mail.', NULL, 'kmq', '{}', '{}', '👍:johan.vdmerwe');
        WHEN 'bergen-marine' THEN
          PERFORM pg_temp.open_('bm', 'ingrid.solberg', k.id);
          PERFORM pg_temp.say('bm', 'ingrid.solberg', interval '5 hours', 'The ferry sails on the 14th. Is air freight possible for half of it?', 'bmq', NULL, '{li.wei}');
          PERFORM pg_temp.say('bm', 'li.wei', interval '4 hours', '可以。Air freight for 20 pieces, arriving on the 11th. The rest by sea as confirmed.', NULL, 'bmq', '{}', '{}', '✈️:ingrid.solberg');
        ELSE
          PERFORM pg_temp.open_('ap', 'olga.kim', k.id);
          PERFORM pg_temp.say('ap', 'olga.kim', interval '66 hours', 'Просим указать в накладной код ТН ВЭД для каждой позиции.', 'apq', NULL, '{li.wei}');
          PERFORM pg_temp.say('ap', 'li.wei', interval '65 hours', '好的，已补充。', NULL, 'apq', '{}', '{}', '🙏:olga.kim');
      END CASE;
    END IF;
  END LOOP;
END $$;
