// A statement that the program cannot do without is missing: it says which, and does not start.
import assert from 'node:assert/strict';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { freePort, program, root, run, scratch, upArguments } from '../support/hansa.mjs';

for (const job of ['mail/claim', 'live/replay', 'auth/login_begin', 'bind/key', 'edi/receive_large'])
  test(`sql/jobs/${job}.sql is missing`, async () => {
    const dir = scratch('jobs');
    cpSync(join(root, 'sql'), join(dir, 'sql'), { recursive: true });
    rmSync(join(dir, 'sql/jobs', `${job}.sql`));
    const argv = upArguments({ state: join(dir, 'state'), port: await freePort(), args: ['--sql', join(dir, 'sql')] });
    const e = await run(program, argv, { timeout: 60000 }).then(() => assert.fail('it started'), (x) => x);
    assert.equal(e.code, 1, e.message);
    assert.match(e.stderr, new RegExp(`sql/jobs/${job}\\.sql is missing`));
    rmSync(dir, { recursive: true });
  });
