// The server at rest with the demo network, after it has answered each list once and been idle for two seconds.
import { client, demoLogins, sleep, startHansa } from '../../support/hansa.mjs';
import { figure, resident } from '../lib.mjs';

export async function rest_memory() {
  const hansa = await startHansa({ demo: true });
  try {
    const { email, password } = demoLogins()[0];
    const person = await client(hansa.url).login(email, password);
    for (const path of ['leads', 'orders', 'documents', 'partnerships', 'accounts', 'contacts', 'products', 'notifications'])
      if ((await person.get(`/api/${path}`)).status !== 200) throw new Error(`/api/${path} did not answer`);
    await sleep(2000);
    const kib = resident(hansa.pid('serve'));
    figure({
      name: 'rest_memory', value: kib / 1024, unit: 'MiB resident', baseline: { what: 'the limit', value: 40 }, ratio: kib / 1024 / 40, goal: 1,
      atLeast: false, gateway_mib: resident(hansa.pid('gateway')) / 1024,
    });
  } finally {
    await hansa.stop();
  }
}
