-- What people are told: the timeline of a record, notifications, and the audit trail of a company.
CREATE TABLE hansa.timeline (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  root_id uuid NOT NULL,
  kind text NOT NULL,                       -- of the record
  company_id uuid NOT NULL,
  person_id uuid,
  actor_name text NOT NULL,
  visibility text NOT NULL DEFAULT 'shared' CHECK (visibility IN ('shared', 'own')),
  action text NOT NULL,
  body jsonb NOT NULL DEFAULT '{}',
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX timeline_root ON hansa.timeline (root_id, at DESC, id DESC);
ALTER TABLE hansa.timeline ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- person_id null: for everybody in the company. What each has read: notification_read and membership.notified_until.
CREATE TABLE hansa.notification (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  company_id uuid NOT NULL,
  person_id uuid,
  kind text NOT NULL,
  record_kind text,
  record_id uuid,
  params jsonb NOT NULL DEFAULT '{}',
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX notification_feed ON hansa.notification (company_id, at DESC, id DESC);
CREATE INDEX notification_at ON hansa.notification (at);
ALTER TABLE hansa.notification ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE hansa.notification_read (
  notification_id uuid NOT NULL REFERENCES hansa.notification ON DELETE CASCADE,
  company_id uuid NOT NULL,
  person_id uuid NOT NULL,
  read_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (notification_id, person_id)
);
ALTER TABLE hansa.notification_read ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE hansa.audit_entry (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  company_id uuid NOT NULL,
  person_id uuid,
  action text NOT NULL,
  record_kind text,
  record_id uuid,
  detail jsonb NOT NULL DEFAULT '{}',
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX audit_feed ON hansa.audit_entry (company_id, at DESC, id DESC);
ALTER TABLE hansa.audit_entry ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
