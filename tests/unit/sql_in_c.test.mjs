// SQL text lives under sql/: no string in a .c or .h file may be a statement, and none is put together by formatting.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '../..');
const statement = /^\s*(select\s|insert\s+into\b|update\s+\S+\s+set\b|delete\s+from\b|with\s+\w+\s+as\b|create\s+(or\s+replace\s+)?(table|role|database|function|schema|index|policy)\b|alter\s+(table|role|database|function|system)\b|drop\s+(table|role|database|function|policy)\b|grant\s+\w+\s+(on|to)\b|revoke\s|set\s+(local|role|session)\b|truncate\s|copy\s+\S+\s+(from|to)\b|call\s+\w+\()/i;
// What the protocol itself needs, without a table in it.
const allowed = /^(begin|commit|rollback|listen|notify)\b/i;

export function strings(text) {
  const bare = text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|("(?:\\.|[^"\\\n])*")|'(?:\\.|[^'\\\n])+'/g, (_, s) => s ?? ' ');
  const found = [];
  for (const m of bare.matchAll(/"(?:\\.|[^"\\\n])*"(?:\s*"(?:\\.|[^"\\\n])*")*/g))
    found.push([...m[0].matchAll(/"((?:\\.|[^"\\\n])*)"/g)].map((p) => p[1]).join('').replace(/\\n/g, '\n'));
  return found;
}

const isSql = (s) => statement.test(s) && !allowed.test(s.trim());

test('no SQL in C', () => {
  const found = [];
  for (const dir of ['server', 'edi'])
    for (const f of readdirSync(join(root, dir), { recursive: true }))
      if (/\.[ch]$/.test(f))
        for (const s of strings(readFileSync(join(root, dir, f), 'utf8'))) if (isSql(s)) found.push(`${dir}/${f}: ${s.slice(0, 60)}`);
  assert.deepEqual(found, []);
});

test('SQL in C is seen', () => {
  for (const s of ['select 1', 'SELECT id FROM x', 'insert into t values ($1)', 'update t set a = 1', 'delete from t', 'create table x()', 'set local role x', 'with r as (select 1) select 1'])
    assert.ok(isSql(s), s);
  for (const s of ['selected', 'update available', 'LISTEN hansa_bell', 'with care', 'grant', 'Delete the file']) assert.ok(!isSql(s), s);
  assert.deepEqual(strings('/* "select 1" */ f("a" \n "b"); // "x"'), ['ab']);
});
