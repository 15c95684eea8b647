// Draws /api/openapi.json as a list of operations. "/" goes to the search field.
const make = (tag, props = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), props);
  node.append(...children.filter((c) => c !== null && c !== undefined));
  return node;
};

// `code` in descriptions.
const prose = (text) => (text ?? '').split('`').map((part, i) => (i % 2 ? make('code', {}, part) : part));

const resolve = (doc, node) =>
  node && node.$ref ? node.$ref.slice(2).split('/').reduce((at, key) => at[key], doc) : node;

const typeOf = (schema) => {
  if (!schema || !schema.type) return 'any';
  const types = [].concat(schema.type);
  const main = types[0] === 'array' ? `${typeOf(schema.items)}[]` : schema.format || types[0];
  return types.includes('null') ? `${main} | null` : main;
};

const limits = (schema) => {
  const s = schema.type && [].concat(schema.type)[0] === 'array' ? schema.items : schema;
  const parts = [];
  if (s.enum) parts.push(s.enum.filter((v) => v !== null).join(' · '));
  if (s.minimum !== undefined || s.maximum !== undefined) parts.push(`${s.minimum ?? ''}…${s.maximum ?? ''}`);
  if (s.maxLength !== undefined) parts.push(`${s.minLength ?? 0}…${s.maxLength} characters`);
  if (schema.default !== undefined) parts.push(`default ${schema.default}`);
  return parts.join('; ');
};

const table = (caption, heads, rows) =>
  make('div', { className: 'scroll', tabIndex: 0, role: 'region', ariaLabel: caption },
    make('table', {},
      make('caption', { hidden: true }, caption),
      make('thead', {}, make('tr', {}, ...heads.map((h) => make('th', { scope: 'col' }, h)))),
      make('tbody', {}, ...rows.map((cells) => make('tr', {}, ...cells.map((c) => make('td', {}, ...(typeof c === 'string' ? prose(c) : [c]))))))));

// A schema as an example-like outline: names, types, descriptions.
const outline = (schema, indent = '') => {
  if (!schema) return 'any';
  const types = [].concat(schema.type ?? []);
  const none = types.includes('null') ? ' | null' : '';
  if (schema.properties) {
    const lines = Object.entries(schema.properties).map(([name, s]) =>
      `${indent}  ${name}: ${outline(s, `${indent}  `)}${s.description ? `  // ${s.description}` : ''}`);
    return `{\n${lines.join('\n')}\n${indent}}${none}`;
  }
  if (types[0] === 'array') return `[${outline(schema.items, indent)}]${none}`;
  return typeOf(schema);
};

const parameterRows = (doc, op) =>
  (op.parameters ?? []).map((p) => resolve(doc, p)).map((p) => [
    make('code', {}, p.name), p.in, typeOf(p.schema) + (p.required ? ', required' : ''),
    [limits(p.schema), p.description].filter(Boolean).join(' — '),
  ]);

const bodyRows = (op) => {
  const schema = op.requestBody?.content['application/json']?.schema;
  return Object.entries(schema?.properties ?? {}).map(([name, s]) => [
    make('code', {}, name), typeOf(s) + (schema.required?.includes(name) ? ', required' : ''),
    [limits(s), s.description].filter(Boolean).join(' — '),
  ]);
};

const answers = (doc, op) =>
  Object.entries(op.responses).flatMap(([status, ref]) => {
    const r = resolve(doc, ref);
    const schema = r.content?.['application/json']?.schema;
    return schema ? [make('h3', {}, `Answer ${status}`), make('pre', { tabIndex: 0 }, outline(schema))] : [];
  });

const operation = (doc, path, method, op) => {
  const parameters = parameterRows(doc, op);
  const body = bodyRows(op);
  const statuses = Object.entries(op.responses).map(([status, ref]) => `${status} ${resolve(doc, ref).description}`).join(' · ');
  const node = make('details', { id: op.operationId },
    make('summary', {},
      make('span', { className: `method ${method}` }, method.toUpperCase()), make('code', {}, path), make('span', {}, op.summary)),
    make('div', { className: 'inside' },
      make('p', {}, ...prose(op.description)),
      parameters.length ? make('h3', {}, 'Parameters') : null,
      parameters.length ? table('Parameters', ['Name', 'In', 'Type', 'Meaning'], parameters) : null,
      body.length ? make('h3', {}, 'Body') : null,
      body.length ? table('Body', ['Field', 'Type', 'Meaning'], body) : null,
      ...answers(doc, op),
      make('h3', {}, 'Statuses'), make('p', {}, statuses)));
  node.dataset.words = `${method} ${path} ${op.summary} ${op.description ?? ''} ${op.operationId}`.toLowerCase();
  return node;
};

const draw = (doc) => {
  document.getElementById('about').textContent = `Version ${doc.info.version}. ${doc.info.description}`;
  const rooms = new Map();
  for (const [path, methods] of Object.entries(doc.paths))
    for (const [method, op] of Object.entries(methods)) {
      if (!op.responses) continue;
      const tag = op.tags?.[0] ?? 'other';
      if (!rooms.has(tag)) rooms.set(tag, []);
      rooms.get(tag).push(operation(doc, path, method, op));
    }
  const list = document.getElementById('list');
  for (const [tag, nodes] of [...rooms].sort(([a], [b]) => a.localeCompare(b))) {
    const id = `section-${tag}`;
    list.append(make('section', {}, make('h2', { id }, tag.replaceAll('_', ' ')), ...nodes));
    document.getElementById('sections').append(make('li', {}, make('a', { href: `#${id}` }, tag.replaceAll('_', ' '))));
  }
};

const filter = (query) => {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const section of document.querySelectorAll('#list section')) {
    let here = 0;
    for (const node of section.querySelectorAll('details')) {
      node.hidden = !words.every((w) => node.dataset.words.includes(w));
      here += node.hidden ? 0 : 1;
    }
    section.hidden = here === 0;
    shown += here;
  }
  document.getElementById('found').textContent = `${shown} ${shown === 1 ? 'operation' : 'operations'}`;
};

const openTarget = () => {
  const node = location.hash && document.getElementById(location.hash.slice(1));
  if (node?.tagName === 'DETAILS') {
    node.open = true;
    node.scrollIntoView();
  }
};

const search = document.getElementById('search');
search.addEventListener('input', () => filter(search.value));
addEventListener('keydown', (event) => {
  if (event.key === '/' && document.activeElement !== search) {
    event.preventDefault();
    search.focus();
  }
});
addEventListener('hashchange', openTarget);

try {
  const response = await fetch('/api/openapi.json');
  draw(await response.json());
  filter('');
  openTarget();
} catch {
  document.getElementById('found').textContent = 'The OpenAPI document could not be read. Load the page again.';
}
