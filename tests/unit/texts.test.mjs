// Every sentence that SQL or the program may answer a person with has its translation in every language.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { catalogue, fromC, fromSql } from '../support/texts.mjs';

const root = join(import.meta.dirname, '../..');
const { languages, rows } = catalogue(root);
const holes = (text) => [...text.matchAll(/\{\d\}/g)].map((m) => m[0]).sort().join();

test('the texts are in six languages, English first', () => assert.deepEqual(languages, ['en', 'pl', 'es', 'ru', 'af', 'zh']));

test('no text is said twice, none is empty, each fills in the same values', () => {
  assert.equal(new Set(rows.map((row) => row.en)).size, rows.length);
  for (const row of rows)
    for (const language of languages) {
      assert.ok(row[language]?.trim(), `${language}: ${row.en}`);
      assert.equal(holes(row[language]), holes(row.en), `${language}: ${row.en}`);
    }
});

const known = new Set(rows.map((row) => row.en));
// %% is one sign of the answer.
const unknown = (found) => [...found].filter(([text]) => !known.has(text.replaceAll('%%', '%'))).map(([text, path]) => `${path.slice(root.length + 1)}: ${text}`);

test('what SQL refuses is said in every language', () => assert.deepEqual(unknown(fromSql(root)), []));
test('what the server refuses people is said in every language', () => assert.deepEqual(unknown(fromC(root)), []));
