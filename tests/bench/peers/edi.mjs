// Other readers of X12, each in a process of its own. usage: node edi.mjs PEER FILE; prints {seconds, segments} of CPU.
import { createReadStream, readFileSync } from 'node:fs';

const [peer, file] = process.argv.slice(2);

// Segments that come out of a stream that the file is piped into.
const through = (parser) => new Promise((done, fail) => {
  let segments = 0;
  parser.on('data', () => segments++).on('end', () => done(segments)).on('error', fail);
  createReadStream(file).pipe(parser);
});

const peers = {
  async 'x12-parser'() {
    const { X12parser } = await import('x12-parser');
    return () => through(new X12parser());
  },
  async 'node-x12'() {
    const { X12Parser } = (await import('node-x12')).default;
    return () => through(new X12Parser());
  },
  // the whole file as a tree, with its counts and control numbers looked at
  async 'node-x12 strict'() {
    const { X12Parser } = (await import('node-x12')).default;
    const text = readFileSync(file, 'utf8');
    return async () => new X12Parser(true).parse(text).functionalGroups.reduce((n, g) => n + g.transactions.reduce((k, t) => k + t.segments.length, 0), 0);
  },
};

const run = await peers[peer]();
const before = process.cpuUsage();
const segments = await run();
const used = process.cpuUsage(before);
console.log(JSON.stringify({ seconds: (used.user + used.system) / 1e6, segments }));
