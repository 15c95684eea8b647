// Finds every sentence that SQL or C may answer a client with, as its pattern in schemas/texts/problems.tsv: what is filled
// in at run time stands as {0}, {1}, …
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export function files(dir, ending) {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    return entry.isDirectory() ? files(path, ending) : entry.name.endsWith(ending) ? [path] : [];
  });
}

// The arguments of a call whose opening parenthesis is at `at`: as their texts.
function args(text, at, quotes) {
  const out = [];
  let depth = 0, from = at + 1;
  for (let i = at; i < text.length; i++) {
    const c = text[i];
    if (quotes.includes(c)) {
      for (i++; i < text.length && (text[i] !== c || (c === "'" && text[i + 1] === c && ++i)); i++) if (c === '"' && text[i] === '\\') i++;
    } else if (c === '(' || c === '[') depth++;
    else if (c === ')' || c === ']') {
      if (--depth === 0) return [...out, text.slice(from, i)];
    } else if (c === ',' && depth === 1) {
      out.push(text.slice(from, i));
      from = i + 1;
    }
  }
  return out;
}

const numbered = (pattern) => {
  let n = 0;
  return pattern.replace(/\0/g, () => `{${n++}}`);
};

// 'In state ' || p_state || '.' → In state {0}.
function sqlPatterns(expression) {
  const text = expression.trim();
  const call = /^coalesce\(/i.exec(text);
  if (call && args(text, call[0].length - 1, ["'"]).join(',').length === text.length - call[0].length - 1)
    return args(text, call[0].length - 1, ["'"]).flatMap(sqlPatterns);
  if (/^CASE\b/i.test(text)) return [...text.matchAll(/\b(?:THEN|ELSE)\s+((?:'(?:[^']|'')*'|[^'])*?)\s+(?=WHEN|ELSE|END)/gi)].flatMap((m) => sqlPatterns(m[1]));
  const format = /^format\(/i.exec(text);
  if (format) {
    const [first] = args(text, format[0].length - 1, ["'"]);
    return sqlPatterns(first).map((pattern) => numbered(pattern.replace(/%[sIL]/g, '\0')));
  }
  let pattern = '', literal = false;
  for (let i = 0; i < text.length; ) {
    if (text[i] === "'") {
      let j = i + 1, part = '';
      for (; j < text.length && (text[j] !== "'" || (text[j + 1] === "'" && ++j)); j++) part += text[j];
      pattern += part;
      literal = true;
      i = j + 1;
    } else {
      let depth = 0, j = i;
      for (; j < text.length && !(depth === 0 && text[j] === "'"); j++) {
        if (text[j] === '(') depth++;
        else if (text[j] === ')') depth--;
        else if (text[j] === "'") for (j++; j < text.length && text[j] !== "'"; j++);
      }
      const between = text.slice(i, j).replace(/^\s*\|\||\|\|\s*$/g, '').trim();
      if (between) pattern += '\0';
      i = j;
    }
  }
  return literal ? [numbered(pattern)] : [];
}

export function fromSql(root) {
  const found = new Map();
  for (const path of files(join(root, 'sql'), '.sql').filter((p) => !/\/(demo|migrations)\//.test(p))) {
    const text = readFileSync(path, 'utf8').replace(/^\s*--.*$/gm, '');
    for (const m of text.matchAll(/hansa\.fail\(/g)) {
      const given = args(text, m.index + m[0].length - 1, ["'"]);
      if (given.length < 3 || !given[0].trim().startsWith("'HA")) continue;
      for (const pattern of sqlPatterns(given[2])) found.set(pattern, path);
    }
    for (const m of text.matchAll(/detail = ('(?:[^']|'')*'[^;,]*)/g)) for (const pattern of sqlPatterns(m[1])) found.set(pattern, path);
  }
  return found;
}

// What is answered to nobody: what goes wrong at the start, and what is a fault of ours. The rooms that speak to programs
// (http, json, live, gateway) speak English.
const starting = new Set(['http_listen', 'http_start', 'endpoint_invalid', 'conf', 'idempotent_replay']);

export function fromC(root) {
  const found = new Map();
  const rooms = ['api', 'auth'].flatMap((room) => files(join(root, 'server', room), '.c'));
  for (const path of rooms) {
    const text = readFileSync(path, 'utf8');
    for (const m of text.matchAll(/\b(?:err_set|fault_at|refuse)\(/g)) {
      const given = args(text, m.index + m[0].length - 1, ['"', "'"]);
      if (given.length < 5 || starting.has(given[2].trim().replace(/"/g, ''))) continue;
      const parts = [...given[4].matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((p) => p[1]);
      if (parts.length === 0) continue;
      const pattern = parts.join('').replace(/\\"/g, '"').replace(/%(?:\.\*s|\.\d+s|s|zu|d|lld|llu|u|c)/g, '\0');
      found.set(numbered(pattern), path);
    }
  }
  return found;
}

export function catalogue(root) {
  const [head, ...lines] = readFileSync(join(root, 'schemas/texts/problems.tsv'), 'utf8').trimEnd().split('\n').filter((line) => !line.startsWith('#'));
  const languages = head.split('\t');
  return { languages, rows: lines.map((line) => Object.fromEntries(line.split('\t').map((text, i) => [languages[i], text]))) };
}
