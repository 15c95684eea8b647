-- A few words on shared records, and notifications that are not all from this very second.
DO $$
DECLARE k record;
BEGIN
  FOR k IN SELECT l.id, row_number() OVER (ORDER BY l.updated_at DESC) AS n FROM hansa.lead l
    JOIN hansa.company c ON c.id = l.company_id AND c.slug = 'luebeck-instruments'
    JOIN hansa.grant_ g ON g.record_id = l.id AND g.level IN (3, 4) JOIN hansa.company p ON p.id = g.company_id AND p.slug = 'gdansk-distribution'
    ORDER BY l.updated_at DESC LIMIT 12
  LOOP
    PERFORM pg_temp.be('anna.brandt');
    PERFORM hansa.comment_add(k.id, (ARRAY['They asked for a site visit before Christmas. Could your people in Gdynia take it?',
      'Budget is approved, the tender closes in three weeks.', 'Second supplier wanted: Endress quoted last week.'])[1 + k.n % 3], 'shared');
    PERFORM pg_temp.be('piotr.zielinski');
    PERFORM hansa.comment_add(k.id, (ARRAY['Tak, w środę możemy tam być. I will write down what they need.',
      'We have four DN 80 on the shelf, the rest in two weeks.', 'I know the plant manager; calling him today.'])[1 + k.n % 3], 'shared');
    PERFORM hansa.comment_add(k.id, 'Marża do ustalenia z Katarzyną.', 'own');
  END LOOP;
  PERFORM set_config('role', 'none', true);
END $$;
-- The talk took place over the last days; every list stands in the order of what happened last.
UPDATE hansa.lead l SET updated_at = now() - t.n * interval '5 hours 20 minutes' FROM (
  SELECT x.root_id, row_number() OVER (ORDER BY max(x.at) DESC) AS n FROM hansa.timeline x WHERE x.action = 'commented' GROUP BY 1) t WHERE t.root_id = l.id;
UPDATE hansa.timeline t SET at = l.updated_at - interval '1 minute' * CASE t.visibility WHEN 'own' THEN 0 ELSE CASE WHEN t.company_id = l.company_id THEN 95 ELSE 3 END END
  FROM hansa.lead l WHERE l.id = t.root_id AND t.action = 'commented';
UPDATE hansa.timeline t SET at = l.created_at + (l.updated_at - l.created_at) * 0.7 FROM hansa.lead l WHERE l.id = t.root_id AND t.action IN ('shared', 'received');
UPDATE hansa.grant_ g SET sort_at = l.updated_at, since = CASE g.level WHEN 5 THEN l.created_at ELSE l.created_at + (l.updated_at - l.created_at) * 0.7 END
  FROM hansa.lead l WHERE l.id = g.record_id;
UPDATE hansa.search_doc d SET sort_at = g.sort_at FROM hansa.grant_ g WHERE g.record_id = d.record_id AND g.company_id = d.company_id;
UPDATE hansa.notification n SET at = now() - random() ^ 3 * interval '20 days' - interval '5 minutes';
-- read, but for the newest of each company
UPDATE hansa.membership m SET notified_until = coalesce((SELECT n.at FROM hansa.notification n WHERE n.company_id = m.company_id ORDER BY n.at DESC OFFSET 4 LIMIT 1), now());
UPDATE hansa.partnership p SET created_at = now() - interval '400 days' + interval '30 days' * (abs(hashtext(p.id::text)) % 4),
    active_at = now() - interval '395 days' + interval '30 days' * (abs(hashtext(p.id::text)) % 4) WHERE p.state = 'active';
