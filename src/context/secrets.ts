import {
  secretDirectories,
  secretFiles,
  secretPatterns,
  sourceCode,
  templates,
  type NameTable,
} from './secretNames';

/** By the last segment, since every row names one; the longer ones name what it must lie in. */
type Index = ReadonlyMap<string, readonly { readonly row: string; readonly label: string }[]>;

const directories = indexOf(secretDirectories);
const files = indexOf(secretFiles);

/** Of a path that is longer, its end is judged. */
const longestPath = 1_000;

/** More endings than anybody gives a copy of a copy. */
const mostCopies = 6;

/**
 * Names the rule by which a path is a secret. Every segment of it counts: what lies in a directory
 * of keys is one. A path that ends with a slash is a directory.
 */
export function secretRule(path: string): string | undefined {
  const segments = path
    .slice(-longestPath)
    .toLowerCase()
    .split(/[/\\]+/)
    .filter((segment) => segment !== '');
  const isDirectory = /[/\\]$/.test(path);
  const above = isDirectory ? segments.length : segments.length - 1;
  for (let at = 0; at < above; at++) {
    const name = segments[at] ?? '';
    const found = listed(directories, segments.slice(0, at), name);
    if (found !== undefined) return `${name}/`;
  }
  const name = segments.at(-1);
  if (isDirectory || name === undefined) return undefined;
  return ruleForFile(segments.slice(0, -1), name);
}

function ruleForFile(parents: readonly string[], name: string): string | undefined {
  for (const original of originalsOf(name)) {
    if (templates.test(original)) return undefined;
    // A copy of a directory of keys is a directory; so is what it was packed into.
    const found = listed(files, parents, original) ?? listed(directories, parents, original);
    if (found !== undefined) return found;
    if (sourceCode.test(original) && !original.startsWith('.env')) continue;
    const pattern = secretPatterns.find(([rule]) => rule.test(original));
    if (pattern !== undefined) return pattern[1];
  }
  return undefined;
}

function indexOf(tables: readonly NameTable[]): Index {
  const index = new Map<string, { readonly row: string; readonly label: string }[]>();
  for (const { label, names } of tables) {
    for (const row of names) {
      const name = row.slice(row.lastIndexOf('/') + 1);
      index.set(name, [...(index.get(name) ?? []), { row, label }]);
    }
  }
  return index;
}

function listed(index: Index, parents: readonly string[], name: string): string | undefined {
  return index.get(name)?.find(({ row }) => {
    const above = row.split('/').slice(0, -1);
    return above.every((segment, at) => parents[parents.length - above.length + at] === segment);
  })?.label;
}

/** Endings that editors, people and tools give to a copy. */
const copyEnding =
  /^(.+?)(?:~\d*~?|[._-](?:bak|backup|bkp|bck|old|orig|original|save|saved|sav|swp|swo|swn|tmp|temp|copy|local|prev|previous|rej|new|txt|gz|zip|tar|tgz|\d{1,8}|\d{4}-\d\d-\d\d))$/;

/** The same in front of the last ending, and what file managers write there. */
const copyInside =
  /^(.+?)(?: ?\(\d{1,4}\)|(?: -)? copy(?: ?\(?\d{1,4}\)?)?|[ _-](?:bak|backup|old|orig|copy))(\.[^. ]+)?$/;

/** The name itself, and the names of what it may be a copy of. */
function originalsOf(name: string): readonly string[] {
  const found = [name];
  for (let at = 0; at < found.length && found.length <= mostCopies; at++) {
    const copy = found[at] ?? '';
    const [, ending] = copyEnding.exec(copy) ?? [];
    const [, before, after = ''] = copyInside.exec(copy) ?? [];
    const [, behind] = /^(?:copy|backup) (?:\(\d{1,4}\) )?of (.+)$/.exec(copy) ?? [];
    const hash = /^#(.+)#$/.exec(copy)?.[1];
    // Vim puts a dot before the name as well.
    const swapped = /^\.(.+)\.sw[nop]$/.exec(copy)?.[1];
    const originals = [
      ending,
      before === undefined ? undefined : before + after,
      behind,
      hash,
      swapped,
    ];
    for (const original of originals) {
      if (original !== undefined && !found.includes(original)) found.push(original);
    }
  }
  return found;
}
