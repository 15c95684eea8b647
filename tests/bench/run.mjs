// Takes the figures: one JSON object a line. usage: hansa bench [NAME…] [FILE]
// FILE is read instead of what the edi figures make themselves.
// HANSA_BENCH_STATE keeps the network between runs in the folder it names.
import { existsSync } from 'node:fs';
import { api_create } from './figures/api_create.mjs';
import { api_list, api_list_peer } from './figures/api_list.mjs';
import { chat_resume } from './figures/chat_resume.mjs';
import { chat_send } from './figures/chat_send.mjs';
import { edi_ingest } from './figures/edi_ingest.mjs';
import { edi_hl } from './figures/edi_hl.mjs';
import { edi_memory } from './figures/edi_memory.mjs';
import { edi_model } from './figures/edi_model.mjs';
import { edi_peers } from './figures/edi_peers.mjs';
import { edi_read } from './figures/edi_read.mjs';
import { edi_validate } from './figures/edi_validate.mjs';
import { portal_burst } from './figures/portal_burst.mjs';
import { portal_size } from './figures/portal_size.mjs';
import { portal_load } from './figures/portal_load.mjs';
import { portal_scroll } from './figures/portal_scroll.mjs';
import { rest_memory } from './figures/rest_memory.mjs';
import { tenant_spread } from './figures/tenant_spread.mjs';
import { ws_fanout, ws_fanout_peer } from './figures/ws_fanout.mjs';
import { open } from './network.mjs';

// In this order: what writes comes before the large set is laid, so that it is taken on tables of a fresh installation.
const figures = { edi_read, edi_validate, edi_model, edi_hl, edi_memory, edi_peers, portal_size, rest_memory, api_create, edi_ingest, portal_burst, chat_send, chat_resume, ws_fanout, ws_fanout_peer, portal_load, portal_scroll, api_list, api_list_peer, tenant_spread };
const alone = new Set(['edi_read', 'edi_validate', 'edi_model', 'edi_hl', 'edi_memory', 'edi_peers', 'portal_size', 'rest_memory']); // needs no network, or one of its own

const given = process.argv.slice(2);
const file = given.find((name) => !figures[name] && existsSync(name));
const names = given.filter((name) => name !== file);
const unknown = names.find((name) => !figures[name]);
if (unknown) {
  console.error(`hansa bench: there is no figure '${unknown}'; there are ${Object.keys(figures).join(', ')}`);
  process.exit(2);
}
const wanted = Object.keys(figures).filter((name) => !names.length || names.includes(name));
for (const name of wanted.filter((n) => alone.has(n))) await figures[name]({ file });
const shared = wanted.filter((n) => !alone.has(n));
if (shared.length) {
  const net = await open({ state: process.env.HANSA_BENCH_STATE });
  try {
    for (const name of shared) await figures[name](net);
  } finally {
    await net.stop();
  }
}
