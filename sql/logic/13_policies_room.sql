-- Who may see rooms and what hangs on them. Everything here is written by definer functions alone.
-- Whom a company lets in (listed) is decided once, in the policy of grant_.
DROP POLICY IF EXISTS app_select ON hansa.room;
CREATE POLICY app_select ON hansa.room FOR SELECT TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = room.id AND g.company_id = (SELECT hansa.cur()) OFFSET 0));
GRANT SELECT (id, kind, about_kind, about_id, company_id, title, topic, version) ON hansa.room TO hansa_app;

DROP POLICY IF EXISTS app_select ON hansa.room_person;
CREATE POLICY app_select ON hansa.room_person FOR SELECT TO hansa_app USING (company_id = (SELECT hansa.cur()));
GRANT SELECT ON hansa.room_person TO hansa_app;

-- What was said before a company came in was not said to it.
DROP POLICY IF EXISTS app_select ON hansa.message;
CREATE POLICY app_select ON hansa.message FOR SELECT TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = message.room_id AND g.company_id = (SELECT hansa.cur())
    AND g.level >= 2 AND message.seq > g.from_seq OFFSET 0));
GRANT SELECT ON hansa.message TO hansa_app;

DROP POLICY IF EXISTS app_select ON hansa.message_edit;
CREATE POLICY app_select ON hansa.message_edit FOR SELECT TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.message m WHERE m.id = message_edit.message_id AND m.deleted IS NULL OFFSET 0));
GRANT SELECT ON hansa.message_edit TO hansa_app;

DROP POLICY IF EXISTS app_select ON hansa.room_guest;
CREATE POLICY app_select ON hansa.room_guest FOR SELECT TO hansa_app USING (company_id = (SELECT hansa.cur()));
GRANT SELECT (id, room_id, company_id, guest_company_id, person_id, name, email, language, history, created_by, created_at, expires_at, entered_at, revoked_at)
  ON hansa.room_guest TO hansa_app;

DROP POLICY IF EXISTS app_select ON hansa.message_report;
CREATE POLICY app_select ON hansa.message_report FOR SELECT TO hansa_app USING (company_id = (SELECT hansa.cur()));
GRANT SELECT ON hansa.message_report TO hansa_app;

DROP POLICY IF EXISTS app_select ON hansa.hold;
CREATE POLICY app_select ON hansa.hold FOR SELECT TO hansa_app USING (company_id = (SELECT hansa.cur()));
GRANT SELECT ON hansa.hold TO hansa_app;

DROP POLICY IF EXISTS app_select ON hansa.company_rule;
CREATE POLICY app_select ON hansa.company_rule FOR SELECT TO hansa_app USING (company_id = (SELECT hansa.cur()));
GRANT SELECT ON hansa.company_rule TO hansa_app;
