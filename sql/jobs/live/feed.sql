-- $1 $2 the cursor (tx, id); $3 at most. What the bound company may see, in order. An event about a message has the message as it is now.
WITH horizon AS (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS x)
SELECT h.x::text, NULL::text AS epoch, NULL::bigint AS first, e.*
FROM horizon AS h
LEFT JOIN LATERAL (
  SELECT e.tx::text, e.id, e.stream_id, e.seq, e.kind, e.record_kind, e.record_id, e.company_id,
    to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+00:00"'),
    CASE WHEN e.record_kind = 'room' AND e.body ? 'm' THEN hansa.message_json((e.body ->> 'm')::uuid)::text ELSE e.body::text END,
    e.body ->> 'person_id', e.body ->> 'session_id'
  FROM hansa.event AS e
  WHERE (e.tx, e.id) > ($1::xid8, $2::bigint) AND e.tx < h.x
  ORDER BY e.tx, e.id
  LIMIT $3::integer
) AS e ON true
