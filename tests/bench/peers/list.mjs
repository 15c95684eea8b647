// The peer of api_list: Fastify and pg doing what GET /api/leads does: the same binding, the same statement, a pool of
// the same size, the rows as JSON. Arguments: connection string, SQL file of the endpoint's statement, port.
import Fastify from 'fastify';
import pg from 'pg';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [conninfo, file, port] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: conninfo, max: 4 });
// bigint as JSON numbers and timestamps as text, as the server under test answers them
pg.types.setTypeParser(20, Number);
for (const oid of [1082, 1114, 1184]) pg.types.setTypeParser(oid, (text) => text);
const list = { name: 'list', text: readFileSync(file, 'utf8') };
const bind = { name: 'bind', text: 'SELECT * FROM hansa.bind_session($1, $2)' };

const app = Fastify();
app.get('/api/leads', async (request, reply) => {
  const token = /hansa=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
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
