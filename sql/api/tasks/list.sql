-- GET /api/tasks
-- What there is to do: open tasks by due day, then those that are done.
-- auth: viewer    returns: page    scope: tasks:read
-- :scope      text = mine   one of mine|company|all; given to me, up to my company, all my company sees
-- :record_id  uuid?         only those on this record
-- :state      text?         one of open|done
-- :from       date?         due on this day or later
-- :to         date?         due on this day or earlier
-- :after      cursor?
-- :limit      int = 50      1..200
-- > id uuid
-- > company_id uuid               the owner
-- > owner_name text?
-- > record_kind text?
-- > record_id uuid?
-- > record_title text?
-- > title text
-- > note text?
-- > due_on date?
-- > due_at timestamptz?
-- > remind_at timestamptz?
-- > assigned_to uuid?             somebody in your company
-- > assigned_name text?
-- > assigned_company uuid
-- > assigned_company_name text?
-- > shared bool
-- > state text
-- > done_at timestamptz?
-- > done_name text?
-- > part text                     all, part (done or not, and by whom) or none: what your company may change
-- > version int
-- > created_at timestamptz
-- > updated_at timestamptz
WITH seen AS (
  SELECT t FROM hansa.task t
  WHERE t.company_id = (SELECT hansa.cur()) AND (:state IS NULL OR t.state = :state) AND (:record_id IS NULL OR t.record_id = :record_id)
  UNION ALL
  SELECT t FROM hansa.grant_ g JOIN hansa.task t ON t.record_id = g.record_id AND t.shared AND t.company_id <> (SELECT hansa.cur())
  WHERE g.company_id = (SELECT hansa.cur()) AND g.level >= 2 AND (:record_id IS NULL OR g.record_id = :record_id)
    AND (:state IS NULL OR t.state = :state)
), page AS (
  SELECT (s.t).*, hansa.task_sort(s.t) AS sort_at, s.t AS whole FROM seen s
  WHERE CASE :scope WHEN 'all' THEN true WHEN 'company' THEN (s.t).company_id = (SELECT hansa.cur()) OR (s.t).assigned_company = (SELECT hansa.cur())
      ELSE (s.t).assigned_to = (SELECT hansa.me())
        OR ((s.t).assigned_to IS NULL AND (s.t).created_by = (SELECT hansa.me()) AND (s.t).assigned_company = (SELECT hansa.cur())) END
    AND (:from IS NULL OR coalesce((s.t).due_on, (s.t).due_at::date) >= :from) AND (:to IS NULL OR coalesce((s.t).due_on, (s.t).due_at::date) <= :to)
    AND (hansa.task_sort(s.t), (s.t).id) < (hansa.cursor_at(:after), hansa.cursor_id(:after))
  ORDER BY sort_at DESC, (s.t).id DESC LIMIT :limit + 1
)
SELECT p.id, p.company_id, o.name AS owner_name, p.record_kind, p.record_id, hansa.record_title(p.record_kind, p.record_id) AS record_title, p.title, p.note,
  p.due_on, p.due_at, p.remind_at, a.id AS assigned_to, a.name AS assigned_name, p.assigned_company, ac.name AS assigned_company_name, p.shared, p.state,
  p.done_at, d.name AS done_name, hansa.task_part(p.whole) AS part, p.version, p.created_at, p.updated_at, p.sort_at || '|' || p.id AS _cursor
FROM page p
  LEFT JOIN hansa.company o ON o.id = p.company_id
  LEFT JOIN hansa.company ac ON ac.id = p.assigned_company
  LEFT JOIN hansa.person a ON a.id = p.assigned_to
  LEFT JOIN hansa.person d ON d.id = p.done_by
ORDER BY p.sort_at DESC, p.id DESC
