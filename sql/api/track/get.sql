-- GET /api/track/{token}
-- How an order stands, for whoever holds its tracking link. No log-in; no price.
-- auth: public    returns: one
-- :token  text   22..22
-- > number text
-- > state text
-- > seller_name text
-- > requested_on date?
-- > promised_on date?
-- > items [{description text, quantity decimal, unit text, shipped decimal}]
-- > steps [{step text, at timestamptz?}]
-- > shipments [{number text, carrier text?, tracking_number text?, shipped_at timestamptz, delivered_at timestamptz?}]
-- > history [{at timestamptz, event text, params json}]
-- > version int
-- > updated_at timestamptz
SELECT t.j ->> 'number' AS number, t.j ->> 'state' AS state, t.j ->> 'seller_name' AS seller_name, (t.j ->> 'requested_on')::date AS requested_on,
  (t.j ->> 'promised_on')::date AS promised_on, t.j -> 'items' AS items, t.j -> 'steps' AS steps, t.j -> 'shipments' AS shipments,
  t.j -> 'history' AS history, (t.j ->> 'version')::int AS version, (t.j ->> 'updated_at')::timestamptz AS updated_at,
  (t.j ->> 'version')::int AS _etag
FROM (SELECT hansa.track(:token) AS j OFFSET 0) t WHERE t.j IS NOT NULL
