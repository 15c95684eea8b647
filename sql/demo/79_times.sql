-- What was laid in a minute took months: dates to match, every list in the order of what happened last.
UPDATE hansa.message m SET at = s.at, pinned_at = CASE WHEN m.pinned_at IS NOT NULL THEN s.at + interval '2 minutes' END,
    edited_at = CASE WHEN m.edited_at IS NOT NULL THEN s.at + interval '9 minutes' END, deleted_at = CASE WHEN m.deleted_at IS NOT NULL THEN s.at + interval '1 minute' END
  FROM said s WHERE s.message_id = m.id;
UPDATE hansa.message_edit e SET at = m.at FROM hansa.message m WHERE m.id = e.message_id;
UPDATE hansa.message m SET last_reply_at = (SELECT max(a.at) FROM hansa.message a WHERE a.thread_id = m.id) WHERE m.reply_count > 0;
UPDATE hansa.event e SET at = m.at FROM hansa.message m WHERE e.stream_id = m.room_id AND e.body ->> 'm' = m.id::text;
UPDATE hansa.grant_ g SET sort_at = x.at FROM (SELECT m.room_id, max(m.at) AS at FROM hansa.message m GROUP BY 1) x WHERE x.room_id = g.record_id AND g.level >= 2;
UPDATE hansa.room r SET created_at = x.at - interval '1 hour' FROM (SELECT m.room_id, min(m.at) AS at FROM hansa.message m GROUP BY 1) x WHERE x.room_id = r.id;
UPDATE hansa.grant_ g SET since = r.created_at FROM hansa.room r WHERE r.id = g.record_id;
-- Read, but for the last day.
INSERT INTO hansa.room_person (room_id, company_id, person_id)
SELECT DISTINCT p.room_id, g.company_id, m.person_id FROM place p JOIN hansa.grant_ g ON g.record_id = p.room_id AND g.level >= 2 AND g.status = 'active'
  JOIN hansa.membership m ON m.company_id = g.company_id AND m.role = 'admin' ON CONFLICT DO NOTHING;
UPDATE hansa.room_person p SET joined_at = r.created_at, read_to = greatest(p.read_to, coalesce((SELECT max(m.seq) FROM hansa.message m
    WHERE m.room_id = p.room_id AND m.at < now() - interval '1 day'), 0)) FROM hansa.room r WHERE r.id = p.room_id;
UPDATE hansa.room_person p SET notify = 'all' FROM place x WHERE x.room_id = p.room_id AND x.key IN ('baltic', 'tender') AND p.person_id = pg_temp.who('anna.brandt');

UPDATE hansa.lead l SET updated_at = x.at FROM (SELECT r.about_id, max(m.at) AS at FROM hansa.room r JOIN hansa.message m ON m.room_id = r.id GROUP BY 1) x WHERE x.about_id = l.id;
UPDATE hansa.timeline t SET at = l.created_at + (l.updated_at - l.created_at) * 0.7 FROM hansa.lead l WHERE l.id = t.root_id AND t.action IN ('shared', 'received');
UPDATE hansa.grant_ g SET sort_at = l.updated_at, since = CASE g.level WHEN 5 THEN l.created_at ELSE l.created_at + (l.updated_at - l.created_at) * 0.7 END
  FROM hansa.lead l WHERE l.id = g.record_id;
UPDATE hansa.search_doc d SET sort_at = g.sort_at FROM hansa.grant_ g WHERE g.record_id = d.record_id AND g.company_id = d.company_id;
UPDATE hansa.notification n SET at = now() - random() ^ 3 * interval '20 days' - interval '5 minutes';
UPDATE hansa.notification n SET at = m.at + interval '1 second' FROM hansa.message m WHERE n.params ->> 'message_id' = m.id::text;
-- read, but for the newest of each company
UPDATE hansa.membership m SET notified_until = coalesce((SELECT n.at FROM hansa.notification n WHERE n.company_id = m.company_id ORDER BY n.at DESC OFFSET 4 LIMIT 1), now());
UPDATE hansa.partnership p SET created_at = now() - interval '400 days' + interval '30 days' * (abs(hashtext(p.id::text)) % 4),
    active_at = now() - interval '395 days' + interval '30 days' * (abs(hashtext(p.id::text)) % 4) WHERE p.state = 'active';
DROP TABLE said, place;
