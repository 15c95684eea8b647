// Ways to break the tenancy, one at a time. Each must turn some suite red; a mutant that lives shows a hole in the suites.
const edit = (fn, from, to) => `
  DO $m$ DECLARE was text := pg_get_functiondef('hansa.${fn}'::regprocedure); is_ text := replace(was, $f$${from}$f$, $f$${to}$f$);
  BEGIN IF was = is_ THEN RAISE EXCEPTION 'the mutation changed nothing'; END IF; EXECUTE is_; END $m$;`;
const policy = (table, name, verb, clause) => `DROP POLICY ${name} ON hansa.${table}; CREATE POLICY ${name} ON hansa.${table} FOR ${verb} TO hansa_app ${clause};`;
const held = (table, key, level) => `EXISTS (SELECT 1 FROM hansa.grant_ g WHERE g.record_id = ${table}.${key} AND g.company_id = (SELECT hansa.cur()) AND g.level >= ${level} OFFSET 0)`;

export const mutants = [
  ['anybody may share', edit('share(uuid,uuid,text)', 'x.company_id = v_cur AND x.level = 5', 'x.level = 5')],
  ['a receiver may share on', edit('share(uuid,uuid,text)', 'x.company_id = v_cur AND x.level = 5', 'x.company_id = v_cur')],
  ['a lead can be shared without a partnership', edit('share(uuid,uuid,text)', "PERFORM hansa.fail('HA422', 'no_partnership'", "PERFORM concat('HA422', 'no_partnership'")],
  ['anybody may unshare', edit('unshare(uuid,uuid)', 'x.company_id = v_cur AND (x.level = 5 OR p_company = v_cur)', 'x.level = 5')],
  ['everybody reads leads', policy('lead', 'app_select', 'SELECT', 'USING (true)')],
  ['a reader may change a lead', policy('lead', 'app_update', 'UPDATE', `USING (${held('lead', 'id', 2)})`)],
  ['a teaser shows who it is', policy('lead_identity', 'app_select', 'SELECT', `USING (${held('lead_identity', 'lead_id', 1)})`)],
  ['a teaser shows the value', policy('lead_commercial', 'app_select', 'SELECT', `USING (${held('lead_commercial', 'lead_id', 1)})`)],
  ['consent is not asked', policy('lead_personal', 'app_select', 'SELECT', `USING (${held('lead_personal', 'lead_id', 2)})`)],
  ['the other side\'s notes are read', policy('lead_private', 'app_select', 'SELECT', `USING (${held('lead_private', 'lead_id', 2)})`)],
  ['ownership can be taken', 'GRANT UPDATE (company_id) ON hansa.lead TO hansa_app;'],
  ['grants are open', 'ALTER TABLE hansa.grant_ DISABLE ROW LEVEL SECURITY;'],
  ['grants are read by all', policy('grant_', 'app_select', 'SELECT', 'USING (true)')],
  ['a company grants itself', `GRANT INSERT ON hansa.grant_ TO hansa_app; CREATE POLICY app_insert ON hansa.grant_ FOR INSERT TO hansa_app WITH CHECK (company_id = (SELECT hansa.cur()));`],
  ['everybody reads events', policy('event', 'app_select', 'SELECT', 'USING (true)')],
  ['an event for one company is for all', policy('event', 'app_select', 'SELECT', `USING (EXISTS (SELECT 1 FROM hansa.grant_ g WHERE g.record_id = event.stream_id AND g.company_id = (SELECT hansa.cur())))`)],
  ['own notes of the timeline are shared', policy('timeline', 'app_select', 'SELECT', `USING (${held('timeline', 'root_id', 2)})`)],
  ['a third company reads orders', policy('order_', 'app_select', 'SELECT', `USING (EXISTS (SELECT 1 FROM hansa.grant_ g WHERE g.record_id = order_.company_id AND g.company_id = (SELECT hansa.cur())))`)],
  ['order lines of others are changed', policy('order_line', 'app_update', 'UPDATE', 'USING (true)') + policy('order_line', 'app_select', 'SELECT', 'USING (true)')],
  ['lines are added to an order of another', edit('edi_lines(jsonb[],uuid[])', 'o.id = x AND o.company_id = v_cur', 'o.id = x')],
  ['lines are added to an order that is known', edit('edi_lines(jsonb[],uuid[])', 'g.record_id = ANY (p_orders)', 'false')],
  ['an order is written in another\'s name', policy('order_', 'app_insert', 'INSERT', 'WITH CHECK (true)')],
  ['interchanges are read by all', policy('edi_interchange', 'app_select', 'SELECT', 'USING (true)')],
  ['people of partners are read', policy('person', 'app_select', 'SELECT', 'USING (true)')],
  ['password hashes are read', 'GRANT SELECT ON hansa.person TO hansa_app;'],
  ['search looks into every company', edit('search_ids(text,text,int)', 'd.company_id = v_cur AND', '')],
  ['the access list is open', edit('grants_of(uuid)', 'x.record_id = p_record AND x.company_id = v_cur', 'x.record_id = p_record')],
  ['a refusal tells that the record exists', edit('record_grant(uuid)', 'PERFORM hansa.not_found();', "IF EXISTS (SELECT FROM hansa.stream_exists_(p_record)) THEN PERFORM hansa.fail('HA403', 'forbidden', 'No.'); END IF; PERFORM hansa.not_found();"),
    `CREATE FUNCTION hansa.stream_exists_(r uuid) RETURNS SETOF int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1 FROM hansa.grant_ WHERE record_id = r'; ALTER FUNCTION hansa.stream_exists_(uuid) OWNER TO hansa_sys; GRANT EXECUTE ON FUNCTION hansa.stream_exists_(uuid) TO hansa_app;`],
  ['an internal function is callable', 'GRANT EXECUTE ON FUNCTION hansa.search_refresh_(text, uuid[]) TO hansa_app;'],
  ['row security is not forced', 'ALTER TABLE hansa.lead NO FORCE ROW LEVEL SECURITY;'],
  ['a table comes without row security', 'CREATE TABLE hansa.novelty (id uuid, company_id uuid); ALTER TABLE hansa.novelty OWNER TO hansa_owner;'],
  ['a table comes without expectations', 'CREATE TABLE hansa.novelty (id uuid, company_id uuid); ALTER TABLE hansa.novelty OWNER TO hansa_owner; ALTER TABLE hansa.novelty ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;'],
  ['the application bypasses row security', 'ALTER ROLE hansa_app BYPASSRLS;'],
  ['the application is a member of the owner', 'GRANT hansa_owner TO hansa_app;'],
  ['a key is unique across companies', 'CREATE UNIQUE INDEX product_gtin ON hansa.product (gtin);'],
].map(([name, sql, before = '']) => ({ name, sql: before + sql }));
