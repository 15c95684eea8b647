// A throw-away PostgreSQL cluster of the test's own, on a unix socket, and psql to talk to it.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

const root = process.getuid() === 0;
const bin = readdirSync('/usr/lib/postgresql').map((v) => `/usr/lib/postgresql/${v}/bin`).filter((p) => existsSync(`${p}/initdb`)).at(-1);
// PostgreSQL refuses to run as root
const as = (argv) => (root ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups', ...argv] : argv);

/** Starts a cluster whose superuser is hansa_boot. Answers {dir, url(role, db), psql, psqlAsync, stop}. */
export async function startPostgres() {
  const dir = mkdtempSync(join(process.env.HANSA_TEST_SCRATCH ?? tmpdir(), 'pg-'));
  if (root) {
    const id = (flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
    chownSync(dir, id('-u'), id('-g'));
    for (let at = join(dir, '..'); at !== '/tmp' && at !== '/'; at = join(at, '..')) try { chmodSync(at, 0o755); } catch { break; }
  }
  const data = join(dir, 'data');
  const run = (argv) => {
    const [command, ...args] = as(argv);
    const { status, stderr } = spawnSync(command, args, { encoding: 'utf8', cwd: dir });
    if (status !== 0) throw new Error(`${argv[0]}: ${stderr}`);
  };
  run([`${bin}/initdb`, '-D', data, '-E', 'UTF8', '--locale=C.UTF-8', '-A', 'trust', '-U', 'hansa_boot', '--no-sync']);
  // a lost cluster is a lost test: no need to wait for the disk; and no compiling, as for hansa_app
  const options = `-c listen_addresses='' -c unix_socket_directories=${dir} -c fsync=off -c full_page_writes=off -c jit=off`;
  run([`${bin}/pg_ctl`, '-D', data, '-w', '-o', options, '-l', join(dir, 'log'), 'start']);
  const url = (role = 'hansa_boot', db = 'hansa') => `postgresql:///${db}?host=${encodeURIComponent(dir)}&user=${role}`;
  const args = (db, sql, role) => ['-qXAt', '-F', '\t', '-v', 'ON_ERROR_STOP=1', url(role, db), ...(sql === null ? [] : ['-c', sql])];

  /** Runs SQL and answers what psql prints, tab separated. */
  const psql = (sql, { db = 'hansa', role = 'hansa_boot', file } = {}) => {
    const input = file ? ['-f', file] : [];
    const { status, stdout, stderr } = spawnSync('psql', [...args(db, file ? null : sql, role), ...input], { encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, PGOPTIONS: '-c client_min_messages=warning' } });
    if (status !== 0) throw new Error(stderr);
    return stdout.trim();
  };
  const psqlAsync = (sql, { db = 'hansa', role = 'hansa_boot' } = {}) => new Promise((done, fail) => {
    const child = spawn('psql', args(db, null, role), { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, PGOPTIONS: '-c client_min_messages=warning' } });
    let out = '', err = '';
    child.stdout.on('data', (d) => (out += d));
    child.stderr.on('data', (d) => (err += d));
    child.on('close', (code) => (code === 0 ? done(out.trim()) : fail(new Error(err))));
    child.stdin.end(sql);
  });
  const stop = () => {
    run([`${bin}/pg_ctl`, '-D', data, '-m', 'immediate', 'stop']);
    rmSync(dir, { recursive: true, force: true });
  };
  psql('CREATE DATABASE hansa', { db: 'postgres' });
  return { dir, url, psql, psqlAsync, stop, user: userInfo().username };
}
