// Errors are told in the language of the person, else in the one the request asks for, else in English.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { client, root } from '../support/hansa.mjs';
import { catalogue } from '../support/texts.mjs';
import { ok, once, problem, startWorld } from '../support/world.mjs';

let w;
const { rows } = catalogue(join(root));
const said = (english, language) => rows.find((row) => row.en === english)[language];
const absent = '/api/leads/00000000-0000-4000-8000-000000000000';
const notThere = 'There is no such record, or it is not shared with your company.';
const asking = (language) => ({ headers: { 'accept-language': language } });

before(async () => { w = await startWorld(); });
after(() => w?.stop());

test('a person reads errors in the language they chose, whatever the browser says', async () => {
  for (const language of ['pl', 'es', 'ru', 'af', 'zh', 'en']) {
    ok(await w.zofia.patch('/api/session/person', { language }));
    const e = problem(await w.zofia.get(absent, asking('de, en;q=0.5')), 404, 'not_found');
    assert.equal(e.detail, said(notThere, language));
    assert.equal(e.title, said('Not Found', language));
  }
});

test('who is nobody yet reads them in the language of the request', async () => {
  const nobody = client(w.url);
  const detail = async (language) => problem(await nobody.get('/api/leads', language ? asking(language) : {}), 401).detail;
  const english = await detail();
  assert.ok(rows.some((row) => row.en === english), english);
  assert.equal(await detail('pl'), said(english, 'pl'));
  assert.equal(await detail('fr, zh-CN;q=0.8, en;q=0.3'), said(english, 'zh'));
  assert.equal(await detail('fr'), english);
  assert.equal(await detail('*;q=1, ;;;, pl;q=oops'), english);
});

test('a program with a key reads English unless it asks for another', async () => {
  const { key } = ok(await w.piotr.post('/api/api-keys', { name: 'erp', scopes: ['leads:read'] }), 201);
  const erp = client(w.url, { key });
  assert.equal(problem(await erp.get(absent), 404).detail, notThere);
  assert.equal(problem(await erp.get(absent, asking('es')), 404).detail, said(notThere, 'es'));
});

// What is refused before the database is asked knows no person: the portal says its language with every request.
test('what was filled in stays as it is, and words of ours inside it are translated too', async () => {
  const polish = () => once({ 'accept-language': 'pl' });
  const one = problem(await w.zofia.post('/api/leads', { title: 'x', expected_close: 'soon' }, polish()), 422, 'value_invalid');
  assert.equal(one.detail, '`expected_close` musi być podane jako: data, np. 2026-11-21.');
  assert.deepEqual(one.errors, [{ pointer: '/expected_close', detail: one.detail }]);
  const two = problem(await w.zofia.post('/api/leads', { title: 'x', expected_close: 'soon', country: 'Poland' }, polish()), 422, 'request_invalid');
  assert.equal(two.detail, 'Do poprawienia: 2; zobacz `errors`.');
  assert.ok(two.errors.every((e) => /musi być podane jako/.test(e.detail)), JSON.stringify(two.errors));
});

test('absent and not yours are the same bytes in every language', async () => {
  const made = ok(await w.anna.post('/api/leads', { title: 'Ours alone' }, once()), 201);
  for (const language of ['pl', 'zh']) {
    ok(await w.kari.patch('/api/session/person', { language }));
    const [foreign, none] = [await w.kari.get(`/api/leads/${made.id}`), await w.kari.get(absent)];
    assert.deepEqual([foreign.status, foreign.text], [none.status, none.text]);
    assert.equal(foreign.json.detail, said(notThere, language));
  }
});
