// Interchanges of 200 purchase orders of 20 lines each, posted to the gateway one after the other, durable, against COPY of
// the very rows they became (orders, lines, parties) into empty tables of the same shape.
import { spawn } from 'node:child_process';
import { figure, measured } from '../lib.mjs';

const ORDERS = 200, LINES = 20;

// Two parties with addresses, twenty lines with a description each, as distributors send them.
export function interchange(control, { sender, receiver }) {
  const id = String(control).padStart(9, '0');
  const out = [`ISA*00*          *00*          *ZZ*${sender.padEnd(15)}*ZZ*${receiver.padEnd(15)}*261121*0930*U*00401*${id}*0*P*>`,
    `GS*PO*${sender}*${receiver}*20261121*0930*${control}*X*004010`];
  for (let o = 1; o <= ORDERS; o++) {
    const set = ['BEG*00*SA*PO-' + `${control}-${o}` + '**20261121', 'CUR*BY*EUR', 'DTM*002*20261215',
      'N1*BY*Reval Supply 500*92*BY1', 'N3*Harbour Road 7', 'N4*Tallinn**10111*EE', 'N1*ST*Reval Supply 500, Warehouse 2*92*WH2', 'N3*Quay 3', 'N4*Tallinn**10112*EE'];
    for (let l = 1; l <= LINES; l++) set.push(`PO1*${l}*${(o * l) % 90 + 1}*EA*${l}.${String(o % 100).padStart(2, '0')}**VP*SE-${1000 + (o * 7 + l) % 500}*BP*${700000 + l}`, `PID*F****Pressure valve DN${l} of series ${o % 9}`);
    set.push(`CTT*${LINES}`);
    const set_control = String(o).padStart(4, '0');
    out.push(`ST*850*${set_control}`, ...set, `SE*${set.length + 2}*${set_control}`);
  }
  out.push(`GE*${ORDERS}*${control}`, `IEA*1*${id}`);
  return out.map((s) => s + '~').join('\n') + '\n';
}

const tables = ['order_', 'order_line', 'order_party'];

/** Seconds and CPU that COPY takes for the rows in the files, in one transaction that is durable at its end. */
async function copy(net, data, shape) {
  await net.psql(tables.map((t) => `DROP TABLE IF EXISTS public.bare_${t}; CREATE TABLE public.bare_${t} (LIKE hansa.${t} ${shape});`).join('\n'));
  const child = spawn('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', net.conninfo('hansa_boot')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answered = (word) => new Promise((done) => child.stdout.on('data', function take(d) { if (String(d).includes(word)) { child.stdout.off('data', take); done(); } }));
  child.stdin.write('\\echo there\n');
  await answered('there');
  const m = await measured({ postgres: net.postgres }, async () => {
    const copied = answered('copied');
    child.stdin.write('BEGIN;\n');
    for (const t of tables) child.stdin.write(`COPY public.bare_${t} FROM STDIN;\n${data[t]}\\.\n`);
    child.stdin.write('COMMIT;\n\\echo copied\n');
    await copied;
  });
  child.stdin.end();
  await new Promise((done) => child.on('close', done));
  await net.psql(tables.map((t) => `DROP TABLE public.bare_${t};`).join('\n'));
  return { seconds: m.seconds, cpu: m.cpu.postgres };
}

export async function edi_ingest(net, { rounds = 6 } = {}) {
  await net.leads(20);
  const ids = { sender: 'SCALE500', receiver: 'SCALE1' };
  await net.psql(`INSERT INTO hansa.company_identifier (company_id, scheme, value)
    VALUES (md5('scale-500')::uuid, 'isa', 'ZZ:SCALE500'), (md5('scale-1')::uuid, 'isa', 'ZZ:SCALE1') ON CONFLICT DO NOTHING`);
  const key = await net.key(500, 'edi:write');
  const gateway = await net.server('gateway');
  const first = Number(await net.psql(`SELECT coalesce(max(control_number::int), 0) + 1 FROM hansa.edi_interchange WHERE sender_id = 'SCALE500'`));
  const post = async (control) => {
    const r = await fetch(`${gateway.url}/edi`, { method: 'POST', body: interchange(control, ids),
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/edi-x12' } });
    const answer = await r.json();
    if (r.status !== 202 || answer.orders !== ORDERS) throw new Error(`/edi answered ${r.status} ${JSON.stringify(answer)}`);
  };
  await post(first);
  const where = `IN (SELECT id FROM hansa.order_ WHERE number LIKE 'PO-${first}-%')`;
  const data = {};
  const tsv = async (table, clause) => { data[table] = (await net.psql(`COPY (SELECT * FROM hansa.${table} WHERE ${clause}) TO STDOUT`)) + '\n'; };
  await tsv('order_', `id ${where}`);
  await tsv('order_line', `order_id ${where}`);
  await tsv('order_party', `order_id ${where}`);
  const rows = Object.values(data).join('').split('\n').length - 1;
  let seconds = 0, copied = 0, plain = 0, cpu = { postgres: 0, gateway: 0 }, copyCpu = 0;
  const times = [];
  for (let i = 1; i <= rounds; i++) {
    const body = first + i;
    const m = await measured({ postgres: net.postgres, gateway: gateway.pid }, () => post(body));
    times.push(m.seconds * 1000);
    seconds += m.seconds;
    cpu.postgres += m.cpu.postgres;
    cpu.gateway += m.cpu.gateway;
    const c = await copy(net, data, 'INCLUDING ALL');
    copied += c.seconds;
    copyCpu += c.cpu;
    plain += (await copy(net, data, '')).seconds;
  }
  const rate = (s) => (rows * rounds) / s;
  figure({
    name: 'edi_ingest', value: rate(seconds), unit: 'rows/s',
    baseline: { what: 'COPY of the same rows in one transaction into empty tables LIKE ours INCLUDING ALL', value: rate(copied) },
    ratio: copied / seconds, goal: 0.2, rows, orders_per_second: (ORDERS * rounds) / seconds, ms_per_interchange: times.map(Math.round).join(' '),
    cpu_ms: { postgres: (cpu.postgres / rounds) * 1000, gateway: (cpu.gateway / rounds) * 1000 }, baseline_cpu_ms: (copyCpu / rounds) * 1000,
    without_indexes: { per_second: rate(plain), ratio: plain / seconds },
  });
  await gateway.stop();
}
