// Requests made from the server's own description: every operation, with a body and a path that it takes.
import { randomUUID } from 'node:crypto';
import { client } from './hansa.mjs';

const order = ['guest', 'viewer', 'member', 'manager', 'admin'];
export const suffices = (role, least) => order.indexOf(role) >= order.indexOf(least);

// [{ id, method, path, op, body (schema or undefined), params (of the path), least, idempotent, etag }]
export async function operations(url) {
  const doc = (await client(url).get('/api/openapi.json')).json;
  return Object.entries(doc.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, op]) => ({
    id: op.operationId, method: method.toUpperCase(), path, op,
    body: op.requestBody?.content['application/json']?.schema,
    raw: path.startsWith('/api/') ? Object.keys(op.requestBody?.content ?? {}).find((t) => t !== 'application/json') : undefined, // a body that is no JSON
    params: [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]),
    query: (op.parameters ?? []).filter((p) => p.in === 'query'),
    least: /Least role: (\w+)/.exec(op.description ?? '')?.[1],
    scope: /scope `([\w:]+)`/.exec(op.description ?? '')?.[1],
    person: op.security?.length === 1 && 'session' in op.security[0],
    idempotent: (op.parameters ?? []).some((p) => p.$ref?.endsWith('IdempotencyKey')),
    replayed: Object.values(op.responses).some((r) => r.headers?.['Idempotency-Replayed']),
    ifMatch: (op.parameters ?? []).some((p) => p.name === 'If-Match'),
  })));
}

const typeOf = (s) => [s.type].flat().find((t) => t && t !== 'null');

// A value that the schema takes. text makes the strings that have no form of their own.
export function example(s, text = () => 'x') {
  if (s.enum) return s.enum.find((v) => v !== null);
  switch (typeOf(s)) {
    case 'string':
      if (s.format === 'uuid') return randomUUID();
      if (s.format === 'email') return 'somebody@example.com';
      if (s.format === 'date') return '2030-05-01';
      if (s.format === 'date-time') return '2030-05-01T12:00:00Z';
      if (s.pattern) return s.pattern.includes('{3}') ? 'EUR' : s.pattern.includes('{2}') ? 'DE' : '1';
      return text(s);
    case 'integer': return s.minimum ?? 1;
    case 'number': return 1;
    case 'boolean': return true;
    case 'array': return [example(s.items, text)];
    case 'object': return Object.fromEntries((s.required ?? []).map((k) => [k, example(s.properties[k], text)]));
    default: return {};
  }
}

// The body with every required field, and what some fields need beyond their form.
export function bodyOf(op, more = {}) {
  if (!op.body) return undefined;
  const body = example(op.body, (s) => 'x'.repeat(s.minLength ?? 1));
  if ('scopes' in body) body.scopes = ['leads:read'];
  if ('password' in body) body.password = 'a long enough password';
  return { ...body, ...more };
}

export const pathOf = (op, values = {}) => op.path.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? (name === 'token' ? 'A'.repeat(22) : randomUUID()));

export const call = (who, op, { path = {}, body = bodyOf(op), query = '', headers = {} } = {}) => who.request(op.method,
  pathOf(op, path) + (query || op.query.filter((q) => q.required).map((q, i) => `${i ? '&' : '?'}${q.name}=${example(q.schema)}`).join('')),
  { ...(op.raw ? { body: 'a,b\n1,2\n' } : { json: body }), headers: { ...(op.raw ? { 'content-type': op.raw } : {}), ...(op.ifMatch ? { 'if-match': '"1"' } : {}), ...headers } });
