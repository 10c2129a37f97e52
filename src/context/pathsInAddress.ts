/** What is asked of a document's address, such as `git:/code/.env?{"path":"/code/.env","ref":"~"}`. */
export interface DocumentAddress {
  readonly path: string;
  readonly query: string;
}

/** Members of a query that name the file which a document shows a version of, whatever they hold. */
const namesFile = /path|file|uri|name/i;
/** Others do where it looks like one: a branch may be called like a file of secrets. */
const looksLikePath = /[/\\.]/;
const maxQueryLength = 16 * 1024;
const maxDepth = 64;
/** JSON in texts of JSON, in texts. */
const maxNesting = 4;

/** Every path that an address names, whatever its scheme: its own, and those in its query. */
export function pathsInAddress({ path, query }: DocumentAddress): readonly string[] {
  const own = [path, ...plainNames(path)];
  return [...new Set([...own, ...pathsIn(query, 0)])].filter((named) => named !== '');
}

function pathsIn(query: string, wrapped: number): readonly string[] {
  if (query === '') return [];
  const read = query.length > maxQueryLength ? undefined : parseJson(query);
  // A query in a form of its own may be a path, or hold one behind a name.
  if (read === undefined) return query.split(/[&=]/).flatMap(readings);
  return stringsIn(read, 0).flatMap((text) => {
    const inner = wrapped < maxNesting && /^\s*[[{"]/.test(text) ? parseJson(text) : undefined;
    return inner === undefined ? readings(text) : pathsIn(text, wrapped + 1);
  });
}

function stringsIn(value: unknown, depth: number): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || depth > maxDepth) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    typeof member === 'string' &&
    !(namesFile.test(name) || Array.isArray(value) || looksLikePath.test(member))
      ? []
      : stringsIn(member, depth + 1),
  );
}

/** What a text may mean: an address, what is encoded, a file of a revision (`HEAD:.env`). */
function readings(text: string): readonly string[] {
  if (!/[%:;(↔/\\. ]/.test(text)) return [text];
  const plain = decoded(withoutScheme(text));
  const [, ofRevision = ''] = /^[^\s:/\\][^\s:\\]*:(?!\/\/)([^\\].*)$/.exec(plain) ?? [];
  return [plain, ofRevision, ...plainNames(plain)];
}

/** A name without what editors write behind it, or around two of them. */
function plainNames(path: string): readonly string[] {
  const parts = path.split(/ (?:↔|⟷|<->|vs\.?) /).flatMap((part) => [part, decoded(part)]);
  const bare = parts.flatMap((part) => [
    part,
    part.replace(/ \([^()]{1,80}\)$/, ''),
    part.replace(/;[^/]{0,80}$/, ''),
  ]);
  return bare.filter((name) => name !== path);
}

function withoutScheme(text: string): string {
  const address = /^[a-z][a-z0-9+.-]*:\/\/[^/]*(\/[^?#]*)/i.exec(text);
  return address ? (address[1] ?? '') : text;
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
