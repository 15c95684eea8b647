// A room on the network of the figures: two companies in it, a reader's portal in a real browser, and somebody who writes.
import { randomUUID } from 'node:crypto';
import { startBrowser } from '../support/browser.mjs';
import { until } from '../support/hansa.mjs';

/** both: the writer sits before a browser, too. */
export async function lively(net, { both = false } = {}) {
  await net.leads(1);
  const url = net.hansa.url;
  const names = { writer: 1, reader: 2 };
  // A new room every time: what an earlier figure has said would stand on the screen, too.
  const made = await net.psql(`
    DELETE FROM hansa.grant_ g USING hansa.room r WHERE r.id = g.record_id AND r.title = 'Figures';
    CREATE TEMP TABLE made AS SELECT gen_random_uuid() AS id;
    INSERT INTO hansa.room (id, kind, title, company_id) SELECT id, 'free', 'Figures', md5('scale-1')::uuid FROM made;
    INSERT INTO hansa.stream (id) SELECT id FROM made;
    INSERT INTO hansa.grant_ (company_id, record_id, kind, level, status, sort_at, owner_id)
    SELECT md5('scale-' || n)::uuid, id, 'room', CASE n WHEN 1 THEN 5 ELSE 3 END, 'active', now(), md5('scale-1')::uuid FROM made, generate_series(1, 2) n;
    SELECT id FROM made`);
  const room = made.split('\n').at(-1);
  const cookies = {};
  for (const [who, n] of Object.entries(names)) cookies[who] = (await net.session(n)).cookie;
  const b = await startBrowser();
  const open = async (who) => {
    const page = await b.window(url);
    const [name, value] = cookies[who].split('=');
    await page.context().addCookies([{ name, value, domain: new URL(url).hostname, path: '/', secure: true, httpOnly: true, sameSite: 'Lax' }]);
    await page.goto(`${url}/rooms/${room}`);
    await page.locator('form textarea').first().waitFor();
    await page.locator('header [role=status][data-state=open]').waitFor();
    await page.waitForTimeout(1500);
    // It opens at what was new; the figures look at what arrives.
    const down = page.getByRole('button', { name: /newest|below/ });
    if (await down.isVisible()) await down.click();
    await page.waitForTimeout(500);
    return page;
  };
  const say = async (text) => {
    const answer = await fetch(`${url}/api/rooms/${room}/messages`, {
      method: 'POST', body: JSON.stringify({ cid: randomUUID(), text }), headers: { 'content-type': 'application/json', origin: url, cookie: cookies.writer },
    });
    if (answer.status !== 201) throw new Error(await answer.text());
    await answer.text();
    return text;
  };
  const page = await open('reader');
  let said = 0;
  return {
    room, page, writing: both ? await open('writer') : null,
    writer: {
      /** By the API; the limit on how fast one person writes is lifted by forgetting what was counted, now and then. */
      async say(text) {
        if (said++ % 20 === 0) await net.psql(`DELETE FROM hansa.throttle`);
        return say(text);
      },
      /** All in one transaction: they reach the reader as fast as the server can read them. */
      async sayAll(texts) {
        const list = texts.map((text) => `('${text.replaceAll("'", "''")}')`).join(',');
        await net.psql(`BEGIN;
          SELECT set_config('hansa.company', md5('scale-1'), true), set_config('hansa.person', md5('scale-person-1'), true), set_config('hansa.role', 'member', true);
          DO $$ DECLARE t text; BEGIN
            FOR t IN SELECT x.t FROM (VALUES ${list}) AS x(t) LOOP
              DELETE FROM hansa.throttle;
              PERFORM hansa.message_post('${room}', gen_random_uuid(), t);
            END LOOP;
          END $$;
          COMMIT`);
      },
    },
    // Asked seldom and in one go: to look for it in every frame would cost the page more than what is measured.
    arrives: (text) => until(() => page.evaluate((t) => [...document.querySelectorAll('[role=article]')].some((row) => row.textContent.includes(t)), text),
      { ms: 60000, every: 250, what: `${text} is on the screen` }),
    count: async () => Number(await until(async () => net.psql(`SELECT count(*) FROM hansa.message WHERE room_id = '${room}'`), { what: 'messages are counted' })),
    close: () => b.close(),
  };
}
