-- Who may see and change: companies, people, grants, streams, events, partnerships. Column rights stand beside each policy.
-- (SELECT hansa.cur()) is computed once a statement; OFFSET 0 keeps a policy an index probe per row instead of a
-- hash of everything the company may see.
DROP POLICY IF EXISTS app_select ON hansa.company;
CREATE POLICY app_select ON hansa.company FOR SELECT TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = company.id AND g.company_id = (SELECT hansa.cur()) OFFSET 0));
DROP POLICY IF EXISTS app_update ON hansa.company;
CREATE POLICY app_update ON hansa.company FOR UPDATE TO hansa_app USING (id = (SELECT hansa.cur()));
GRANT SELECT, UPDATE (name, country, city, website, industry, about, language, version, updated_at) ON hansa.company TO hansa_app;

-- Identifiers route documents: partners of today may read them.
DROP POLICY IF EXISTS app_select ON hansa.company_identifier;
CREATE POLICY app_select ON hansa.company_identifier FOR SELECT TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = company_identifier.company_id AND g.company_id = (SELECT hansa.cur())
    AND g.level >= 2 OFFSET 0));
DROP POLICY IF EXISTS app_delete ON hansa.company_identifier;
CREATE POLICY app_delete ON hansa.company_identifier FOR DELETE TO hansa_app USING (company_id = (SELECT hansa.cur()));
GRANT SELECT, DELETE ON hansa.company_identifier TO hansa_app;

DROP POLICY IF EXISTS app_select ON hansa.grant_;
-- Of a listed room's company only those let in hold its grant; without a person it is the company itself that asks.
CREATE POLICY app_select ON hansa.grant_ FOR SELECT TO hansa_app USING (company_id = (SELECT hansa.cur())
  AND (NOT listed OR (SELECT hansa.me()) IS NULL OR EXISTS (SELECT 1 FROM hansa.room_person p WHERE p.room_id = grant_.record_id
    AND p.company_id = (SELECT hansa.cur()) AND p.person_id = (SELECT hansa.me()) OFFSET 0)));
GRANT SELECT ON hansa.grant_ TO hansa_app;

DROP POLICY IF EXISTS app_select ON hansa.stream;
CREATE POLICY app_select ON hansa.stream FOR SELECT TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = stream.id AND g.company_id = (SELECT hansa.cur())
    AND (g.kind <> 'room' OR g.level >= 2) OFFSET 0));
GRANT SELECT ON hansa.stream TO hansa_app;

DROP POLICY IF EXISTS app_select ON hansa.event;
CREATE POLICY app_select ON hansa.event FOR SELECT TO hansa_app USING (CASE
  WHEN audience IS NOT NULL THEN audience = (SELECT hansa.cur())
  ELSE EXISTS (SELECT 1 FROM hansa.grant_ g WHERE g.record_id = event.stream_id AND g.company_id = (SELECT hansa.cur())
    AND event.seq > g.from_seq AND (g.kind <> 'room' OR g.level >= 2) OFFSET 0) END);
GRANT SELECT ON hansa.event TO hansa_app;

DROP POLICY IF EXISTS app_select ON hansa.membership;
CREATE POLICY app_select ON hansa.membership FOR SELECT TO hansa_app USING (company_id = (SELECT hansa.cur()));
DROP POLICY IF EXISTS app_update ON hansa.membership;
CREATE POLICY app_update ON hansa.membership FOR UPDATE TO hansa_app USING (company_id = (SELECT hansa.cur()));
GRANT SELECT, UPDATE (role, title, notified_until) ON hansa.membership TO hansa_app;

DROP POLICY IF EXISTS app_select ON hansa.person;
CREATE POLICY app_select ON hansa.person FOR SELECT TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.membership m WHERE m.person_id = person.id AND m.company_id = (SELECT hansa.cur()) OFFSET 0));
DROP POLICY IF EXISTS app_update ON hansa.person;
CREATE POLICY app_update ON hansa.person FOR UPDATE TO hansa_app USING (id = (SELECT hansa.me()));
GRANT SELECT (id, email, name, language, color_scheme, created_at), UPDATE (name, language, color_scheme) ON hansa.person TO hansa_app;

DROP POLICY IF EXISTS app_select ON hansa.session;
CREATE POLICY app_select ON hansa.session FOR SELECT TO hansa_app USING (company_id = (SELECT hansa.cur()) AND person_id = (SELECT hansa.me()));
GRANT SELECT (id, person_id, company_id, created_at, seen_at, expires_at) ON hansa.session TO hansa_app;

DROP POLICY IF EXISTS app_select ON hansa.api_key;
CREATE POLICY app_select ON hansa.api_key FOR SELECT TO hansa_app USING (company_id = (SELECT hansa.cur()));
DROP POLICY IF EXISTS app_insert ON hansa.api_key;
CREATE POLICY app_insert ON hansa.api_key FOR INSERT TO hansa_app WITH CHECK (company_id = (SELECT hansa.cur()));
DROP POLICY IF EXISTS app_update ON hansa.api_key;
CREATE POLICY app_update ON hansa.api_key FOR UPDATE TO hansa_app USING (company_id = (SELECT hansa.cur()));
GRANT SELECT (id, company_id, name, prefix, scopes, expires_at, last_used_at, revoked_at, created_by, created_at),
  INSERT (id, company_id, name, prefix, key_hash, scopes, expires_at, created_by), UPDATE (revoked_at) ON hansa.api_key TO hansa_app;

DROP POLICY IF EXISTS app_select ON hansa.invitation;
CREATE POLICY app_select ON hansa.invitation FOR SELECT TO hansa_app USING (company_id = (SELECT hansa.cur()));
DROP POLICY IF EXISTS app_delete ON hansa.invitation;
CREATE POLICY app_delete ON hansa.invitation FOR DELETE TO hansa_app USING (company_id = (SELECT hansa.cur()));
GRANT SELECT (id, company_id, email, role, created_by, created_at, expires_at, accepted_at), DELETE ON hansa.invitation TO hansa_app;

DROP POLICY IF EXISTS app_select ON hansa.partnership;
CREATE POLICY app_select ON hansa.partnership FOR SELECT TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = partnership.id AND g.company_id = (SELECT hansa.cur()) OFFSET 0));
GRANT SELECT ON hansa.partnership TO hansa_app;

DROP POLICY IF EXISTS app_select ON hansa.snapshot;
CREATE POLICY app_select ON hansa.snapshot FOR SELECT TO hansa_app USING (company_id = (SELECT hansa.cur())
  AND (people IS NULL OR (SELECT hansa.me()) IS NULL OR (SELECT hansa.me()) = ANY (people)));
GRANT SELECT ON hansa.snapshot TO hansa_app;
REVOKE UPDATE, DELETE ON hansa.snapshot FROM hansa_sys;

-- What was said before a company came to a record was not said to it.
DROP POLICY IF EXISTS app_select ON hansa.timeline;
CREATE POLICY app_select ON hansa.timeline FOR SELECT TO hansa_app USING (CASE
  WHEN company_id = (SELECT hansa.cur()) THEN true
  ELSE visibility = 'shared' AND EXISTS (SELECT 1 FROM hansa.grant_ g WHERE g.record_id = timeline.root_id
    AND g.company_id = (SELECT hansa.cur()) AND g.level >= 2 AND timeline.at >= g.since OFFSET 0) END);
GRANT SELECT ON hansa.timeline TO hansa_app;

DROP POLICY IF EXISTS app_select ON hansa.notification;
CREATE POLICY app_select ON hansa.notification FOR SELECT TO hansa_app USING (company_id = (SELECT hansa.cur())
  AND (person_id IS NULL OR person_id = (SELECT hansa.me())));
GRANT SELECT ON hansa.notification TO hansa_app;

DROP POLICY IF EXISTS app_select ON hansa.notification_read;
CREATE POLICY app_select ON hansa.notification_read FOR SELECT TO hansa_app
  USING (company_id = (SELECT hansa.cur()) AND person_id = (SELECT hansa.me()));
DROP POLICY IF EXISTS app_insert ON hansa.notification_read;
CREATE POLICY app_insert ON hansa.notification_read FOR INSERT TO hansa_app
  WITH CHECK (company_id = (SELECT hansa.cur()) AND person_id = (SELECT hansa.me())
    AND EXISTS (SELECT 1 FROM hansa.notification n WHERE n.id = notification_id OFFSET 0));
GRANT SELECT, INSERT (notification_id, company_id, person_id) ON hansa.notification_read TO hansa_app;

DROP POLICY IF EXISTS app_select ON hansa.audit_entry;
CREATE POLICY app_select ON hansa.audit_entry FOR SELECT TO hansa_app USING (company_id = (SELECT hansa.cur()));
DROP POLICY IF EXISTS app_insert ON hansa.audit_entry;
CREATE POLICY app_insert ON hansa.audit_entry FOR INSERT TO hansa_app
  WITH CHECK (company_id = (SELECT hansa.cur()) AND person_id IS NOT DISTINCT FROM (SELECT hansa.me()));
GRANT SELECT, INSERT (company_id, person_id, action, record_kind, record_id, detail) ON hansa.audit_entry TO hansa_app;

DROP POLICY IF EXISTS app_all ON hansa.idempotency;
CREATE POLICY app_all ON hansa.idempotency TO hansa_app USING (company_id = (SELECT hansa.cur()))
  WITH CHECK (company_id = (SELECT hansa.cur()));
GRANT SELECT, INSERT (company_id, key, route, body_hash), UPDATE (response) ON hansa.idempotency TO hansa_app;

-- The same for everybody, and nobody's data.
DROP POLICY IF EXISTS app_select ON hansa.transition;
CREATE POLICY app_select ON hansa.transition FOR SELECT TO hansa_app USING (true);
DROP POLICY IF EXISTS owner ON hansa.transition;
CREATE POLICY owner ON hansa.transition TO hansa_owner USING (true) WITH CHECK (true);
GRANT SELECT ON hansa.transition TO hansa_app;
DROP POLICY IF EXISTS app_select ON hansa.message_text;
CREATE POLICY app_select ON hansa.message_text FOR SELECT TO hansa_app USING (true);
DROP POLICY IF EXISTS owner ON hansa.message_text;
CREATE POLICY owner ON hansa.message_text TO hansa_owner USING (true) WITH CHECK (true);
GRANT SELECT ON hansa.message_text TO hansa_app;
