-- GET /api/charts/orders
-- Orders by month and partner: what was ordered, confirmed, shipped and invoiced. Rejected and cancelled ones count apart.
-- auth: viewer    returns: many    scope: orders:read    lane: slow
-- :from    date?         the first day; a year ago if not given
-- :to      date?         the last day; today if not given
-- :side    text = all    one of buyer|seller|all; the side your company is on
-- > month text           2026-11
-- > side text            buyer or seller
-- > partner_id uuid
-- > partner text?
-- > currency text
-- > orders bigint
-- > fallen bigint        rejected or cancelled, not among the sums
-- > late bigint          promised for later than asked for
-- > ordered bigint       minor units
-- > confirmed bigint
-- > shipped bigint
-- > invoiced bigint
SELECT to_char(o.on_day, 'YYYY-MM') AS month, o.side, o.partner_id, c.name AS partner, o.currency,
  count(*) AS orders, count(*) FILTER (WHERE o.fallen) AS fallen,
  count(*) FILTER (WHERE NOT o.fallen AND o.promised_on > o.requested_on) AS late,
  coalesce(sum(o.total_minor) FILTER (WHERE NOT o.fallen), 0)::bigint AS ordered,
  coalesce(sum(l.confirmed) FILTER (WHERE NOT o.fallen), 0)::bigint AS confirmed,
  coalesce(sum(l.shipped) FILTER (WHERE NOT o.fallen), 0)::bigint AS shipped,
  coalesce(sum(l.invoiced) FILTER (WHERE NOT o.fallen), 0)::bigint AS invoiced
FROM (
  SELECT x.id, x.currency, x.total_minor, x.requested_on, x.promised_on, coalesce(x.ordered_on, x.created_at::date) AS on_day,
    x.state IN ('rejected', 'cancelled') AS fallen,
    CASE WHEN x.buyer_company_id = (SELECT hansa.cur()) THEN 'buyer' ELSE 'seller' END AS side,
    CASE WHEN x.buyer_company_id = (SELECT hansa.cur()) THEN x.seller_company_id ELSE x.buyer_company_id END AS partner_id
  FROM hansa.order_ x JOIN hansa.grant_ g ON g.record_id = x.id AND g.company_id = (SELECT hansa.cur()) AND g.kind = 'order'
) o
  CROSS JOIN LATERAL (
    SELECT round(sum(n.amount_minor * n.confirmed_qty / nullif(n.quantity, 0))) AS confirmed,
      round(sum(n.amount_minor * n.shipped_qty / nullif(n.quantity, 0))) AS shipped,
      round(sum(n.amount_minor * n.invoiced_qty / nullif(n.quantity, 0))) AS invoiced
    FROM hansa.order_line n WHERE n.order_id = o.id) l
  LEFT JOIN hansa.company c ON c.id = o.partner_id
WHERE o.on_day >= coalesce(:from, (now() - interval '1 year')::date) AND o.on_day <= coalesce(:to, now()::date)
  AND (:side = 'all' OR o.side = :side)
GROUP BY 1, 2, 3, 4, 5
ORDER BY 1, 4, 5
