-- $1 room, $2 cid, $3 text, $4 the message it answers, $5 mentions, $6 refs, $7 files.
SELECT p.id::text, p.seq, p.dup
FROM hansa.message_post($1::uuid, $2::uuid, $3::text, $4::uuid, coalesce($5::uuid[], '{}'), coalesce($6::jsonb, '[]'), coalesce($7::uuid[], '{}')) AS p
