// Reads every #include under server/ and edi/: a file may include only from its own layer or those to its left.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '../..');
const layers = [['base'], ['json', 'conf'], ['loop'], ['db'], ['http'], ['api', 'auth'], ['live', 'gateway', 'ops'], ['main']];
const rank = new Map(layers.flatMap((names, i) => names.map((n) => [n, i])));
// api and auth are one layer; ops puts the others together: the server has the hub in it, the demo its orders from the gateway.
const siblings = new Set(['api auth', 'auth api', 'ops live', 'ops gateway']);
// A library that belongs to one room alone.
const only = { 'libwebsockets.h': ['http'], 'libpq-fe.h': ['db', 'ops', 'api', 'auth', 'live', 'gateway'], 'ini.h': ['conf'], 'argon2.h': ['auth'] };

const sources = (dir) => readdirSync(join(root, dir), { recursive: true }).filter((f) => /\.[ch]$/.test(f)).map((f) => join(dir, f)).sort();
const includes = (text) => [...text.matchAll(/^[ \t]*#[ \t]*include[ \t]+(["<])([^">]+)[">]/gm)].map((m) => ({ local: m[1] === '"', path: m[2] }));

export function breaches(file, text) {
  const found = [];
  if (file.startsWith('edi/')) {
    for (const { local, path } of includes(text))
      if (local ? !(path.startsWith('edi/') || !path.includes('/')) : /^(uv|libpq|libwebsockets|jansson|curl|openssl|sys|netinet|arpa)/.test(path) || path === 'unistd.h')
        found.push(`${file} includes ${path}`);
    return found;
  }
  const [, room] = file.match(/^server\/([a-z]+)(?:\/|\.[ch]$)/) ?? [];
  assert.ok(rank.has(room), `${file} is in no layer`);
  for (const { local, path } of includes(text)) {
    for (const [header, rooms] of Object.entries(only))
      if (path === header && !rooms.includes(room)) found.push(`${file} includes ${path}, which belongs to ${rooms.join(', ')}`);
    if (!local || !path.includes('/')) continue;
    const [target] = path.split('/');
    if (target === 'edi') {
      if (room !== 'gateway' && room !== 'main') found.push(`${file} includes ${path}, but only gateway and main use edi`);
      continue;
    }
    if (!rank.has(target)) found.push(`${file} includes ${path}, which is in no layer`);
    else if (target !== room && !siblings.has(`${room} ${target}`) && rank.get(target) >= rank.get(room))
      found.push(`${file} includes ${path}, which is not to its left`);
  }
  return found;
}

test('every include keeps to its layer', () => {
  const files = [...sources('server'), ...sources('edi')];
  assert.ok(files.length > 20);
  assert.deepEqual(files.flatMap((f) => breaches(f, readFileSync(join(root, f), 'utf8'))), []);
});

test('a breach is seen', () => {
  assert.equal(breaches('server/base/str.c', '#include "db/db.h"').length, 1);
  assert.equal(breaches('server/live/hub.c', '#include "ops/mail.h"').length, 1);
  assert.equal(breaches('server/gateway/main.c', '#include "live/live.h"').length, 1);
  assert.equal(breaches('server/ops/serve.c', '#include "live/live.h"').length, 0);
  assert.equal(breaches('server/api/api.c', '#include "auth/credential.h"\n#include "http/http.h"').length, 0);
  assert.equal(breaches('server/api/api.c', '#include <libwebsockets.h>').length, 1);
  assert.equal(breaches('server/api/api.c', '#include "edi/edi.h"').length, 1);
  assert.equal(breaches('server/main.c', '#include "edi/edi.h"').length, 0);
  assert.equal(breaches('edi/read.c', '#include <unistd.h>').length, 1);
  assert.equal(breaches('edi/read.c', '#include "base/str.h"').length, 1);
});

test('every x.c has a purpose in its first lines', () => {
  const bare = [...sources('server'), ...sources('edi')].filter((f) => !/^\/[*/]/.test(readFileSync(join(root, f), 'utf8')));
  assert.deepEqual(bare, []);
});
