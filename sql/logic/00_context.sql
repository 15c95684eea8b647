-- Who asks: company, person and role of the transaction; errors; levels, cursors, money. Loaded before all other logic.
REVOKE ALL ON ALL TABLES IN SCHEMA hansa FROM hansa_app;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA hansa FROM hansa_app;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA hansa FROM hansa_app;

-- RETURN bodies are parsed once, here: no search_path can turn them.
CREATE OR REPLACE FUNCTION hansa.cur() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('hansa.company', true), '')::uuid;

CREATE OR REPLACE FUNCTION hansa.me() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('hansa.person', true), '')::uuid;

CREATE OR REPLACE FUNCTION hansa.role() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('hansa.role', true), '');

CREATE OR REPLACE FUNCTION hansa.role_rank(r text) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE r WHEN 'guest' THEN 1 WHEN 'viewer' THEN 2 WHEN 'member' THEN 3 WHEN 'manager' THEN 4 WHEN 'admin' THEN 5 WHEN 'system' THEN 6 ELSE 0 END;

CREATE OR REPLACE FUNCTION hansa.fail(code text, type text, detail text, field text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION USING errcode = code, message = type, detail = detail, hint = coalesce(field, '');
END $$;

CREATE OR REPLACE FUNCTION hansa.not_found() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM hansa.fail('HA404', 'not_found', 'There is no such record, or it is not shared with your company.');
END $$;

CREATE OR REPLACE FUNCTION hansa.need_role(least_role text) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF hansa.cur() IS NULL THEN
    PERFORM hansa.fail('HA401', 'session_required', 'Log in first.');
  ELSIF hansa.role_rank(hansa.role()) < hansa.role_rank(least_role) THEN
    PERFORM hansa.fail('HA403', 'role_insufficient', 'This needs the role ' || least_role || ' in your company.');
  END IF;
END $$;

CREATE OR REPLACE FUNCTION hansa.need_version(given int, actual int) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF given <> actual THEN
    PERFORM hansa.fail('HA412', 'version_changed', 'Somebody changed this in the meantime. Read it again.');
  END IF;
END $$;

CREATE OR REPLACE FUNCTION hansa.need_value(value text, field text) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF btrim(coalesce(value, '')) = '' THEN
    PERFORM hansa.fail('HA422', 'field_required', 'This cannot be empty.', field);
  END IF;
END $$;

CREATE OR REPLACE FUNCTION hansa.level_no(name text) RETURNS smallint LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE name WHEN 'teaser' THEN 1 WHEN 'read' THEN 2 WHEN 'comment' THEN 3 WHEN 'edit' THEN 4 WHEN 'own' THEN 5 END::smallint;

CREATE OR REPLACE FUNCTION hansa.level_name(level smallint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE level WHEN 1 THEN 'teaser' WHEN 2 THEN 'read' WHEN 3 THEN 'comment' WHEN 4 THEN 'edit' WHEN 5 THEN 'own' END;

-- A page's keyset travels as "sort_at|id"; without one the walk begins before everything.
-- CASE, not coalesce: the planner takes coalesce for leaky and would walk from the top of the index under row security.
CREATE OR REPLACE FUNCTION hansa.cursor_at(after text) RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN after IS NULL THEN 'infinity'::timestamptz ELSE split_part(after, '|', 1)::timestamptz END;

CREATE OR REPLACE FUNCTION hansa.cursor_id(after text) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN after IS NULL THEN 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid ELSE split_part(after, '|', 2)::uuid END;

-- Digits after the point of a currency's minor unit (ISO 4217).
CREATE OR REPLACE FUNCTION hansa.currency_digits(currency text) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') THEN 0
  WHEN currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 3
  WHEN currency IN ('CLF', 'UYW') THEN 4
  ELSE 2 END;

CREATE OR REPLACE FUNCTION hansa.minor(amount numeric, currency text) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN round(amount * (CASE hansa.currency_digits(currency) WHEN 0 THEN 1 WHEN 2 THEN 100 WHEN 3 THEN 1000 ELSE 10000 END))::bigint;

-- Values out of a request's JSON; what does not fit is the sender's mistake, named by its place.
CREATE OR REPLACE FUNCTION hansa.json_date(p jsonb, key text, field text) RETURNS date LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF p ->> key !~ '^\d{4}-\d{2}-\d{2}$' THEN
    PERFORM hansa.fail('HA422', 'date_invalid', 'Write a date as 2026-11-30.', field);
  END IF;
  RETURN (p ->> key)::date;
EXCEPTION WHEN datetime_field_overflow OR invalid_datetime_format THEN
  PERFORM hansa.fail('HA422', 'date_invalid', 'There is no such day.', field);
END $$;

CREATE OR REPLACE FUNCTION hansa.json_quantity(p jsonb, key text, field text) RETURNS numeric LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF p ->> key !~ '^\d{1,12}(\.\d{1,6})?$' THEN
    PERFORM hansa.fail('HA422', 'quantity_invalid', 'Write a quantity as 12 or 12.5.', field);
  END IF;
  RETURN (p ->> key)::numeric;
END $$;

-- The name shown beside what was done: the person's, else the company's. Binding leaves it in a setting.
-- plpgsql here and in other small functions of the write path: it keeps its plans, an SQL function is planned at each call.
CREATE OR REPLACE FUNCTION hansa.actor_name() RETURNS text LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE v_name text := current_setting('hansa.actor', true);
BEGIN
  IF v_name <> '' THEN
    RETURN v_name;
  END IF;
  RETURN coalesce((SELECT p.name FROM hansa.person p WHERE p.id = hansa.me()),
    (SELECT c.name FROM hansa.company c WHERE c.id = hansa.cur()), 'Hansa');
END $$;

GRANT EXECUTE ON FUNCTION hansa.cur(), hansa.me(), hansa.role(), hansa.role_rank(text), hansa.fail(text, text, text, text),
  hansa.not_found(), hansa.need_role(text), hansa.need_version(int, int), hansa.need_value(text, text), hansa.level_no(text), hansa.level_name(smallint),
  hansa.cursor_at(text), hansa.cursor_id(text), hansa.currency_digits(text), hansa.minor(numeric, text),
  hansa.json_date(jsonb, text, text), hansa.json_quantity(jsonb, text, text), hansa.actor_name() TO hansa_app;

-- Bytes from outside as text: UTF-8 where it is that, else with every other byte written out.
CREATE OR REPLACE FUNCTION hansa.bytes_text(p bytea) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN convert_from(p, 'UTF8');
EXCEPTION WHEN character_not_in_repertoire OR untranslatable_character THEN
  RETURN encode(p, 'escape');
END $$;
GRANT EXECUTE ON FUNCTION hansa.bytes_text(bytea) TO hansa_app;
