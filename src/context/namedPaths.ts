/** What is asked of a document's address, such as `git:/code/.env?{"path":"/code/.env","ref":"~"}`. */
export interface DocumentAddress {
  readonly path: string;
  readonly query: string;
}

/** Members of a query that name the file which a document shows a version of, even without a slash. */
const namesFile = /path|file|uri|name/i;
const longestQuery = 16 * 1024;
const deepest = 4;

/** Every path that an address names, whatever its scheme: its own, and those in its query. */
export function namedPaths({ path, query }: DocumentAddress): readonly string[] {
  return [...new Set([path, ...pathsIn(query)])].filter((named) => named !== '');
}

function pathsIn(query: string): readonly string[] {
  if (query === '') return [];
  const read = query.length > longestQuery ? undefined : parseJson(query);
  // A query in a form of its own may be a path, or hold one behind a name.
  if (read === undefined) return query.split(/[&=]/).map(decoded);
  return typeof read === 'string' ? [read] : stringsIn(read, 0).map(withoutScheme);
}

function stringsIn(value: unknown, depth: number): readonly string[] {
  if (typeof value !== 'object' || value === null || depth > deepest) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    typeof member === 'string' &&
    (namesFile.test(name) || Array.isArray(value) || /[/\\]/.test(member))
      ? [member]
      : stringsIn(member, depth + 1),
  );
}

function withoutScheme(text: string): string {
  const address = /^[a-z][a-z0-9+.-]*:\/\/[^/]*(\/[^?#]*)/i.exec(text);
  return address ? decoded(address[1] ?? '') : text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
