-- GET /api/documents/{id}
-- One EDI document in readable form, with what was found in it and how it was acknowledged.
-- auth: viewer    returns: one    scope: documents:read
-- :id uuid
-- > id uuid
-- > set_id text
-- > version_id text?  the release of the standard
-- > number text?
-- > purpose text?
-- > partner {id uuid, name text?}?
-- > direction text
-- > validity text
-- > delivery text
-- > acknowledgment text
-- > received_at timestamptz
-- > order_id uuid?
-- > readable json
-- > findings json
-- > interchange {id uuid, control_number text, group_control text?, set_control text?, sender text, receiver text, version text?, usage text?, state text, channel text, received_at timestamptz}?
-- > ack text?  the acknowledgment as it was sent
-- > version int
SELECT d.id, d.set_id, d.version AS version_id, d.number, d.purpose,
  CASE WHEN other.id IS NOT NULL THEN jsonb_build_object('id', other.id, 'name', c.name) END AS partner,
  CASE WHEN d.company_id = (SELECT hansa.cur()) THEN 'out' ELSE 'in' END AS direction, d.validity, d.delivery, d.acknowledgment,
  d.created_at AS received_at, d.order_id, d.readable, d.findings,
  CASE WHEN i.id IS NOT NULL THEN jsonb_build_object('id', i.id, 'control_number', i.control_number, 'group_control', d.group_control,
    'set_control', d.set_control, 'sender', i.sender_qualifier || ':' || i.sender_id, 'receiver', i.receiver_qualifier || ':' || i.receiver_id,
    'version', i.version, 'usage', i.usage, 'state', i.state, 'channel', i.channel, 'received_at', i.received_at) END AS interchange,
  hansa.bytes_text(i.ack) AS ack, 1 + g.rev AS version, 1 + g.rev AS _etag
FROM hansa.grant_ g
  JOIN hansa.edi_document d ON d.id = g.record_id
  LEFT JOIN hansa.edi_interchange i ON i.id = d.interchange_id
  CROSS JOIN LATERAL (SELECT CASE WHEN d.company_id = (SELECT hansa.cur()) THEN d.partner_company_id ELSE d.company_id END AS id) other
  LEFT JOIN hansa.company c ON c.id = other.id
WHERE g.record_id = :id AND g.company_id = (SELECT hansa.cur())
