-- Who may see and change tasks, calendar feeds, notification settings and imports.
-- A company's own tasks; another's only while it shares them on a record this company may read.
DROP POLICY IF EXISTS app_select ON hansa.task;
CREATE POLICY app_select ON hansa.task FOR SELECT TO hansa_app USING (CASE
  WHEN company_id = (SELECT hansa.cur()) THEN true
  ELSE shared AND EXISTS (SELECT 1 FROM hansa.grant_ g WHERE g.record_id = task.record_id
    AND g.company_id = (SELECT hansa.cur()) AND g.level >= 2 OFFSET 0) END);
GRANT SELECT ON hansa.task TO hansa_app;

DROP POLICY IF EXISTS app_select ON hansa.calendar_feed;
CREATE POLICY app_select ON hansa.calendar_feed FOR SELECT TO hansa_app
  USING (company_id = (SELECT hansa.cur()) AND person_id = (SELECT hansa.me()));
DROP POLICY IF EXISTS app_insert ON hansa.calendar_feed;
CREATE POLICY app_insert ON hansa.calendar_feed FOR INSERT TO hansa_app
  WITH CHECK (company_id = (SELECT hansa.cur()) AND person_id = (SELECT hansa.me()));
DROP POLICY IF EXISTS app_delete ON hansa.calendar_feed;
CREATE POLICY app_delete ON hansa.calendar_feed FOR DELETE TO hansa_app
  USING (company_id = (SELECT hansa.cur()) AND person_id = (SELECT hansa.me()));
GRANT SELECT (id, company_id, person_id, name, scope, created_at, read_at), DELETE,
  INSERT (id, company_id, person_id, name, scope, base, token_hash) ON hansa.calendar_feed TO hansa_app;

DROP POLICY IF EXISTS app_select ON hansa.notification_setting;
CREATE POLICY app_select ON hansa.notification_setting FOR SELECT TO hansa_app
  USING (company_id = (SELECT hansa.cur()) AND person_id = (SELECT hansa.me()));
GRANT SELECT ON hansa.notification_setting TO hansa_app;

-- An import is its person's alone: the rows hold what a company has not yet taken in. Without a person it is the API keys'.
DROP POLICY IF EXISTS app_all ON hansa.import_;
CREATE POLICY app_all ON hansa.import_ TO hansa_app
  USING (company_id = (SELECT hansa.cur()) AND person_id IS NOT DISTINCT FROM (SELECT hansa.me()))
  WITH CHECK (company_id = (SELECT hansa.cur()) AND person_id IS NOT DISTINCT FROM (SELECT hansa.me()));
GRANT SELECT, DELETE, INSERT (id, company_id, person_id, actor, kind, name, columns, mapping, total),
  UPDATE (state, mapping, duplicates, done, ok, failed, twins, why, worked_at, finished_at) ON hansa.import_ TO hansa_app;

DROP POLICY IF EXISTS app_all ON hansa.import_row;
CREATE POLICY app_all ON hansa.import_row TO hansa_app
  USING (company_id = (SELECT hansa.cur()) AND EXISTS (SELECT 1 FROM hansa.import_ i WHERE i.id = import_row.import_id OFFSET 0))
  WITH CHECK (company_id = (SELECT hansa.cur()) AND EXISTS (SELECT 1 FROM hansa.import_ i WHERE i.id = import_row.import_id OFFSET 0));
GRANT SELECT, INSERT (import_id, company_id, row, cells), UPDATE (result, problem) ON hansa.import_row TO hansa_app;

DROP POLICY IF EXISTS app_all ON hansa.import_key;
CREATE POLICY app_all ON hansa.import_key TO hansa_app
  USING (company_id = (SELECT hansa.cur()) AND EXISTS (SELECT 1 FROM hansa.import_ i WHERE i.id = import_key.import_id OFFSET 0))
  WITH CHECK (company_id = (SELECT hansa.cur()) AND EXISTS (SELECT 1 FROM hansa.import_ i WHERE i.id = import_key.import_id OFFSET 0));
GRANT SELECT, DELETE, INSERT (import_id, company_id, key, row) ON hansa.import_key TO hansa_app;
