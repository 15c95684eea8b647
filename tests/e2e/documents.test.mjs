// The document screen tells what is wrong, names segments and elements, and says what codes mean, in the reader's language.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { axe, demo, desk, fits, noFaults, phone, settled, shot, startBrowser, words } from '../support/browser.mjs';
import { client, startHansa } from '../support/hansa.mjs';
import { ok, purchaseOrder, sendEdi } from '../support/world.mjs';

let h, b, piotr, faulty;

before(async () => {
  [h, b] = await Promise.all([startHansa({ demo: true }), startBrowser()]);
  piotr = await client(h.url).login(demo('piotr').email, demo('piotr').password);
  const { key } = ok(await piotr.post('/api/api-keys', { name: 'documents', scopes: ['edi:write'] }), 201);
  const number = 'GD-2026-0999';
  const body = purchaseOrder({ number, isa: '000990999' }).replace('DTM*002*20261215', 'DTM*002*20261345');
  ok(await sendEdi(h.url, key, body));
  faulty = ok(await piotr.get('/api/documents?faulty=true')).items.find((d) => d.number === number);
});
after(async () => {
  await b?.close();
  await h?.stop();
});

const told = {
  pl: { finding: 'DTM02 (Data) nie jest datą: „20261345”. Wpisz istniejący dzień jako RRRRMMDD.', segment: 'Początek zamówienia', element: 'Numer zamówienia', code: 'Żądana dostawa' },
  zh: { finding: 'DTM02 (日期) 不是日期：“20261345”。请写存在的日期，格式 CCYYMMDD。', segment: '采购订单起始段', element: '采购订单号', code: '要求交货' },
};

for (const [language, { finding, segment, element, code }] of Object.entries(told))
  for (const [size, device, scheme] of [[desk, 'desk', 'light'], [phone, 'phone', 'dark']])
    test(`a faulty document in ${language} on a ${device}`, async () => {
      ok(await piotr.patch('/api/session/person', { language }));
      const t = words(language), page = await b.window(h.url, { as: 'piotr', size, scheme, language });
      await page.goto(`${h.url}/documents/${faulty.id}`);
      await page.getByText(finding, { exact: true }).waitFor();
      const readable = page.getByRole('region', { name: t('document.readable') });
      for (const name of [segment, code]) await readable.getByText(name, { exact: true }).waitFor();
      await page.goto(`${h.url}/documents/${faulty.id}?view=tree`);
      const tree = page.getByRole('region', { name: t('document.tree') });
      for (const name of [segment, element]) await tree.getByText(name, { exact: true }).waitFor();
      assert.equal(await tree.getByText(/Purchase order|Delivery requested/).count(), 0);
      await settled(page);
      await fits(page);
      assert.deepEqual(await axe(page), []);
      noFaults(page);
      await shot(page, `document-${device}-${language}`);
      await page.done();
    });
