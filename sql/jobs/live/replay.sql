-- $1 a record; $2 the last number the client has, null: it wants none; $3 at most. No row: absent, or not the bound company's.
SELECT s.head::text, s.epoch::text, e.*
FROM hansa.stream AS s
LEFT JOIN LATERAL (
  SELECT e.tx::text, e.id, e.stream_id, e.seq, e.kind, e.record_kind, e.record_id, e.company_id,
    to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+00:00"'), e.body::text,
    e.body ->> 'person_id', e.body ->> 'session_id'
  FROM hansa.event AS e
  WHERE e.stream_id = s.id AND e.seq > $2::bigint
  ORDER BY e.seq
  LIMIT $3::integer
) AS e ON true
WHERE s.id = $1::uuid
  AND EXISTS (SELECT FROM hansa.grant_ AS g WHERE g.record_id = s.id AND g.company_id = (SELECT hansa.cur()))
