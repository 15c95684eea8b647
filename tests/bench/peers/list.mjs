// The peer of api_list: Fastify and pg doing what GET /api/leads does: the same binding, the same statement, a pool of
// the same size, the rows as JSON. Arguments: socket folder, JSON file {text, values}, port, size of the pool.
import Fastify from 'fastify';
import pg from 'pg';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [host, file, port, max] = process.argv.slice(2);
const pool = new pg.Pool({ host, user: 'hansa_app', database: 'hansa', max: Number(max) });
// bigint as JSON numbers and timestamps as ISO text, as the server under test answers them
pg.types.setTypeParser(20, Number);
pg.types.setTypeParser(1184, (text) => `${text.replace(' ', 'T')}:00`);
const { text, values } = JSON.parse(readFileSync(file, 'utf8'));
const list = { name: 'list', text, values };
const bind = { name: 'bind', text: 'SELECT * FROM hansa.bind_session($1, $2)' };

const app = Fastify();
app.get('/api/leads', async (request, reply) => {
  const token = /__Host-hansa=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
  const hash = createHash('sha256').update(Buffer.from(token, 'base64url')).digest();
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query({ ...bind, values: [hash, 'viewer'] });
    const { rows } = await client.query(list);
    await client.query('COMMIT');
    const more = rows.length > 50;
    const items = rows.slice(0, 50).map(({ _cursor, ...row }) => row);
    const next = more ? Buffer.from(String(rows[49]._cursor)).toString('base64url') : null;
    reply.header('cache-control', 'no-store');
    return { items, next };
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    reply.code(500);
    return { title: error.message };
  } finally {
    client.release();
  }
});
await app.listen({ port: Number(port), host: '127.0.0.1' });
console.log('ready');
