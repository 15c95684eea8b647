-- $1 $2 where a client stands on the company stream (tx, id), null: nothing is wanted but the horizon; $3 at most. As feed.sql, without
-- what is said in rooms: that comes on their own streams.
WITH horizon AS (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS x)
SELECT h.x::text, NULL::text AS epoch, NULL::bigint AS first, e.*
FROM horizon AS h
LEFT JOIN LATERAL (
  SELECT e.tx::text, e.id, e.stream_id, e.seq, e.kind, e.record_kind, e.record_id, e.company_id,
    to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+00:00"'), e.body::text,
    e.body ->> 'person_id', e.body ->> 'session_id'
  FROM hansa.event AS e
  WHERE (e.tx, e.id) > ($1::xid8, $2::bigint) AND e.tx < h.x AND (e.seq IS NULL OR e.record_kind <> 'room')
  ORDER BY e.tx, e.id
  LIMIT $3::integer
) AS e ON true
