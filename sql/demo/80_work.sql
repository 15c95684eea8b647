-- What people have to do, with their reminders, and files they have brought in: one that went well and one that half did.
DO $$
DECLARE
  k record;
  v_record uuid;
  v_other uuid;
  v_task record;
BEGIN
  FOR k IN SELECT * FROM (VALUES
    -- who, title, note, record (kind and how far down its list), partner it is shared with, due in days, hour, reminder in hours, state
    ('anna.brandt', 'Call Wismar about the tank gauging', 'They wanted prices for two tanks, with and without installation.', 'lead', 2, NULL, 0, 15, 1, 'open'),
    ('anna.brandt', 'Quarterly talk with Gdańsk', 'Pipeline, stock, the fair in March.', 'partnership', 0, NULL, 3, 10, 60, 'open'),
    ('anna.brandt', 'Send the data sheets in Polish', NULL, 'lead', 1, 'gdansk-distribution', 1, NULL, 20, 'open'),
    ('anna.brandt', 'Renew the calibration contract', NULL, 'lead', 5, NULL, -2, NULL, NULL, 'open'),
    ('anna.brandt', 'Book the stand for the fair in Hamburg', NULL, NULL, 0, NULL, 21, NULL, NULL, 'open'),
    ('anna.brandt', 'Check the confirmed dates of this order', NULL, 'order', 1, 'gdansk-distribution', 2, NULL, NULL, 'open'),
    ('anna.brandt', 'Price list for next year', 'With the new transmitters.', NULL, 0, NULL, -9, NULL, NULL, 'done'),
    ('jonas.feld', 'Answer the web inquiries of the week', NULL, NULL, 0, NULL, 0, NULL, NULL, 'open'),
    ('jonas.feld', 'Site visit: write up what was measured', NULL, 'lead', 3, NULL, 4, NULL, NULL, 'open'),
    ('meike.petersen', 'Ask the carrier where the pallets are', NULL, 'order', 2, NULL, 0, 16, 2, 'open'),
    ('piotr.zielinski', 'Oddzwonić do kierownika zakładu w Gdyni', 'Najlepiej przed południem.', 'lead', 0, NULL, 0, 11, 1, 'open'),
    ('piotr.zielinski', 'Przygotować ofertę na przepływomierze DN 80', NULL, 'lead', 1, NULL, 2, NULL, 24, 'open'),
    ('piotr.zielinski', 'Umówić wizytę na budowie', NULL, 'lead', 0, 'luebeck-instruments', 5, NULL, NULL, 'open'),
    ('piotr.zielinski', 'Inwentaryzacja magazynu nr 2', NULL, NULL, 0, NULL, 14, NULL, NULL, 'open'),
    ('katarzyna.nowak', 'Potwierdzić termin dostawy', NULL, 'order', 0, NULL, 1, NULL, 12, 'open'),
    ('ingrid.solberg', 'Spare sensors for the ferry fleet', NULL, 'lead', 0, NULL, 6, NULL, NULL, 'open'),
    ('ingrid.solberg', 'Compare prices of turbidity probes', NULL, 'lead', 3, NULL, -1, NULL, NULL, 'open'),
    ('lucia.ferrer', 'Llamar a la planta de Sagunt', NULL, 'lead', 0, NULL, 1, 10, 20, 'open'),
    ('lucia.ferrer', 'Preparar la demostración del radar', NULL, 'lead', 2, NULL, 8, NULL, NULL, 'open'),
    ('johan.vdmerwe', 'Kalibrasie by die wynkelder reël', NULL, 'lead', 0, NULL, 2, 9, 24, 'open'),
    ('li.wei', '准备华东客户的样品', NULL, 'lead', 0, NULL, 3, NULL, NULL, 'open'),
    ('li.wei', '确认卑尔根的交货日期', NULL, 'order', 0, NULL, 1, NULL, 12, 'open'),
    ('olga.kim', 'Согласовать поставку для водоканала', NULL, 'lead', 0, NULL, 2, 11, 24, 'open'))
    x (who, title, note, kind, nth, partner, days, hour, remind, state)
  LOOP
    PERFORM pg_temp.be(k.who);
    v_other := (SELECT c.id FROM hansa.company c WHERE c.slug = k.partner);
    PERFORM set_config('role', 'none', true);
    v_record := (SELECT g.record_id FROM hansa.grant_ g WHERE g.company_id = hansa.cur() AND g.kind = k.kind AND g.level >= 3
        AND g.status NOT IN ('lost', 'disqualified', 'converted', 'closed', 'cancelled')
        AND (k.partner IS NULL OR EXISTS (SELECT FROM hansa.grant_ o WHERE o.record_id = g.record_id AND o.company_id = v_other AND o.level >= 3))
      ORDER BY g.sort_at DESC, g.record_id OFFSET k.nth LIMIT 1);
    PERFORM set_config('role', 'hansa_app', true);
    SELECT * INTO v_task FROM hansa.task_create(jsonb_strip_nulls(jsonb_build_object('title', k.title, 'note', k.note, 'record_id', v_record,
      'shared', v_record IS NOT NULL AND k.partner IS NOT NULL, 'assigned_to', hansa.me(),
      'due_on', CASE WHEN k.hour IS NULL THEN current_date + k.days END,
      'due_at', CASE WHEN k.hour IS NOT NULL THEN (current_date + k.days + make_time(k.hour, 0, 0)) AT TIME ZONE 'Europe/Berlin' END,
      'remind_at', now() + make_interval(hours => k.remind))));
    IF k.state = 'done' THEN
      PERFORM hansa.task_update(v_task.id, 1, '{"state": "done"}');
    END IF;
  END LOOP;
  PERFORM set_config('role', 'none', true);
END $$;

-- Runs a file as its person would, to the end.
CREATE FUNCTION pg_temp.bring_in(p_who text, p_kind text, p_name text, p_rows jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE v_id uuid;
BEGIN
  PERFORM pg_temp.be(p_who);
  v_id := hansa.import_new(p_kind, p_name, p_rows);
  PERFORM hansa.import_begin(v_id, 'running');
  PERFORM set_config('hansa.import', v_id::text, true);
  WHILE (SELECT i.state = 'running' FROM hansa.import_ i WHERE i.id = v_id) LOOP
    PERFORM hansa.import_step();
  END LOOP;
  PERFORM set_config('role', 'none', true);
END $$;
SELECT pg_temp.bring_in('anna.brandt', 'lead', 'Fair Hamburg, visitors.csv', '[["Title", "Company", "City", "Country", "Product interest", "Contact", "E-mail", "Source"],
  ["Level monitoring for Büsum Fisheries", "Büsum Fisheries", "Büsum", "DE", "Level monitoring", "Hauke Thomsen", "thomsen@buesum-fisheries.example", "trade fair"],
  ["Gas detection for Cuxhaven Cold Store", "Cuxhaven Cold Store", "Cuxhaven", "DE", "Gas detection", "Silke Onken", "onken@cuxhaven-cold.example", "trade fair"],
  ["Flow metering for Norden Dairy", "Norden Dairy", "Norden", "DE", "Flow metering", "Fokko Janssen", "janssen@norden-dairy.example", "trade fair"],
  ["Retrofit of displays for Brake Towage", "Brake Towage", "Brake", "DE", "Retrofit of displays", "Imke Peters", "peters@brake-towage.example", "trade fair"],
  ["Tank gauging for Esbjerg Bunker", "Esbjerg Bunker", "Esbjerg", "DK", "Tank gauging", "Søren Holm", "holm@esbjerg-bunker.example", "trade fair"],
  ["Pressure transmitters for Nakskov Sugar", "Nakskov Sugar", "Nakskov", "DK", "Pressure transmitters", "Mette Krogh", "krogh@nakskov-sugar.example", "trade fair"]]');
SELECT pg_temp.bring_in('piotr.zielinski', 'contact', 'Kontakty z targów.csv', '[["Imię i nazwisko", "E-mail", "Telefon", "Stanowisko", "Zgoda", "Źródło zgody"],
  ["Marta Lewandowska", "m.lewandowska@elblag-browar.example", "+48 55 100 20 30", "Główny automatyk", "tak", "targi"],
  ["Tomasz Wróbel", "t.wrobel@", "+48 58 100 20 31", "Kupiec", "nie", ""],
  ["", "biuro@torun-papier.example", "+48 56 100 20 32", "", "", ""],
  ["Agnieszka Dąbrowska", "a.dabrowska@slupsk-wodociagi.example", "", "Utrzymanie ruchu", "tak", "targi"],
  ["Paweł Kaczmarek", "p.kaczmarek@gdynia-stocznia.example", "+48 58 100 20 34", "Kierownik zakupów", "tak", ""],
  ["Marta Lewandowska", "m.lewandowska@elblag-browar.example", "", "", "", ""]]');
UPDATE hansa.import_ i SET created_at = i.created_at - interval '1 day 3 hours', finished_at = i.finished_at - interval '1 day 3 hours';
UPDATE hansa.task t SET created_at = now() - random() * interval '12 days' - interval '2 hours';
UPDATE hansa.task t SET done_at = now() - interval '9 days', created_at = now() - interval '16 days' WHERE t.state = 'done';
UPDATE hansa.notification n SET at = now() - random() * interval '30 hours' - interval '1 hour' WHERE n.kind LIKE 'task.%' OR n.kind LIKE 'import.%';
