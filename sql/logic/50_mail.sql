-- Outgoing mail: composed here in the reader's language, sent by the server from the outbox.
CREATE OR REPLACE FUNCTION hansa.html_escape(p text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN replace(replace(replace(replace(replace(p, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;'), '''', '&#39;');

-- A text in a language, else in English, with {name} places filled. A value cannot bring places of its own: one pass.
CREATE OR REPLACE FUNCTION hansa.message(p_key text, p_language text, p_params jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_text text;
  v_out text := '';
  v_part text[];
BEGIN
  SELECT m.text INTO v_text FROM hansa.message_text m WHERE m.key = p_key AND m.language IN (p_language, 'en')
    ORDER BY m.language = p_language DESC LIMIT 1;
  FOR v_part IN SELECT regexp_matches(v_text, '([^{]*)(?:\{([a-z_]+)\})?', 'g') LOOP
    v_out := v_out || v_part[1] || coalesce(p_params ->> v_part[2], '');
  END LOOP;
  RETURN v_out;
END $$;

CREATE OR REPLACE FUNCTION hansa.mail_queue_(p_company uuid, p_to text, p_language text, p_key text, p_params jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_text text := hansa.message(p_key || '.body', p_language, p_params);
BEGIN
  INSERT INTO hansa.mail_outbox (company_id, to_address, subject, text_body, html_body)
  VALUES (p_company, p_to, translate(hansa.message(p_key || '.subject', p_language, p_params), E'\r\n', '  '),
    v_text || E'\n\n' || (p_params ->> 'link') || E'\n',
    '<!doctype html><html lang="' || p_language || '"><body style="font-family:sans-serif;max-width:36rem"><p>'
      || replace(hansa.html_escape(v_text), E'\n\n', '</p><p>') || '</p><p><a href="' || hansa.html_escape(p_params ->> 'link') || '">'
      || hansa.html_escape(hansa.message(p_key || '.button', p_language, p_params)) || '</a></p></body></html>');
END $$;
COMMENT ON FUNCTION hansa.mail_queue_(uuid, text, text, text, jsonb) IS 'definer: internal; writes the outbox, which no one may read';

-- The worker takes some that are due; a worker that dies leaves them due again in five minutes.
DROP FUNCTION IF EXISTS hansa.mail_claim(int);
CREATE FUNCTION hansa.mail_claim(p_limit int)
RETURNS TABLE (id uuid, to_address text, subject text, text_body text, html_body text, unsubscribe text, attempts int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM hansa.need_worker_();
  RETURN QUERY UPDATE hansa.mail_outbox o SET next_at = now() + interval '5 minutes', attempts = o.attempts + 1
    WHERE o.id IN (SELECT x.id FROM hansa.mail_outbox x WHERE x.state = 'queued' AND x.next_at <= now() ORDER BY x.next_at
      LIMIT p_limit FOR UPDATE SKIP LOCKED)
    RETURNING o.id, o.to_address, o.subject, o.text_body, o.html_body, o.unsubscribe, o.attempts;
END $$;
COMMENT ON FUNCTION hansa.mail_claim(int) IS 'definer: the mail worker reads the outbox; refused to a bound person or key';

-- Bodies carry links that open accounts: they are not kept.
CREATE OR REPLACE FUNCTION hansa.mail_sent(p_id uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM hansa.need_worker_();
  UPDATE hansa.mail_outbox o SET state = 'sent', sent_at = now(), text_body = '', html_body = '', unsubscribe = NULL, last_error = NULL WHERE o.id = p_id;
END $$;
COMMENT ON FUNCTION hansa.mail_sent(uuid) IS 'definer: the mail worker writes the outbox; refused to a bound person or key';

CREATE OR REPLACE FUNCTION hansa.mail_failed(p_id uuid, p_error text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE k_tries constant int := 10;
BEGIN
  PERFORM hansa.need_worker_();
  UPDATE hansa.mail_outbox o SET last_error = left(p_error, 500), next_at = now() + least(interval '1 hour', interval '30 seconds' * power(2, o.attempts))
    WHERE o.id = p_id AND o.state = 'queued';
  UPDATE hansa.mail_outbox o SET state = 'failed', text_body = '', html_body = '', unsubscribe = NULL WHERE o.id = p_id AND o.state = 'queued' AND o.attempts >= k_tries;
END $$;
COMMENT ON FUNCTION hansa.mail_failed(uuid, text) IS 'definer: the mail worker writes the outbox; refused to a bound person or key';

-- For work of the server itself, which no request may start.
CREATE OR REPLACE FUNCTION hansa.need_worker_() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF hansa.role() IS NOT NULL AND hansa.role() <> 'system' THEN
    PERFORM hansa.fail('HA403', 'role_insufficient', 'Only the server itself does this.');
  END IF;
END $$;

GRANT EXECUTE ON FUNCTION hansa.message(text, text, jsonb), hansa.mail_claim(int), hansa.mail_sent(uuid), hansa.mail_failed(uuid, text) TO hansa_app;
