-- $1 a record; $2 the last number the client has, null: it wants none; $3 at most. No row: absent, or not the bound company's.
-- An event about a message has the message as it is now.
SELECT s.head::text, s.epoch::text, g.from_seq + 1 AS first, e.*
FROM hansa.stream AS s
JOIN hansa.grant_ AS g ON g.record_id = s.id AND g.company_id = (SELECT hansa.cur())
LEFT JOIN LATERAL (
  SELECT e.tx::text, e.id, e.stream_id, e.seq, e.kind, e.record_kind, e.record_id, e.company_id,
    to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+00:00"'),
    CASE WHEN e.record_kind = 'room' AND e.body ? 'm' THEN hansa.message_json((e.body ->> 'm')::uuid)::text ELSE e.body::text END,
    e.body ->> 'person_id', e.body ->> 'session_id'
  FROM hansa.event AS e
  WHERE e.stream_id = s.id AND e.seq > greatest($2::bigint, g.from_seq)
  ORDER BY e.seq
  LIMIT CASE WHEN $2::bigint IS NULL THEN 0 ELSE $3::integer END
) AS e ON true
WHERE s.id = $1::uuid
