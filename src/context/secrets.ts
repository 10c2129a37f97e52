import {
  codeFolders,
  homeFolders,
  interfaceFolders,
  personalDirectories,
  personalFiles,
  publicFiles,
  secretData,
  secretDirectories,
  secretFiles,
  secretFolders,
  secretPatterns,
  sourceCodeNames,
  exemptDataFiles,
  templateNames,
  type NameTable,
} from './secretNames';

interface Row {
  readonly row: string;
  readonly label: string;
}

/** By the last segment, since every row names one; the longer ones name what it must lie in. */
type Index = ReadonlyMap<string, readonly Row[]>;

const directories = indexOf(secretDirectories);
const personal = indexOf([...personalDirectories, ...personalFiles]);
const files = indexOf(secretFiles);

/** Of a path that is longer, its end is judged. */
const maxPathLength = 1_000;

/** What nobody sees of a name: at its edges, and anywhere what has no width. */
const unseen = /^\s+|\s+$|\p{Default_Ignorable_Code_Point}/gu;

/** More endings than anybody gives a copy of a copy. */
const maxCopies = 6;

/**
 * Names the rule by which a path is a secret. Every segment of it counts: what lies in a directory
 * of keys is one. A path that ends with a slash is a directory.
 */
export function secretRule(path: string): string | undefined {
  const written = path.slice(-maxPathLength).toLowerCase().replaceAll('\\', '/');
  const isAbsolute = /^(?:\/|[a-z]:\/)/.test(written);
  const segments = written
    .split('/')
    .map((segment) => segment.replace(unseen, ''))
    .filter((segment) => segment !== '');
  const isDirectory = written.endsWith('/');
  const above = isDirectory ? segments.length : segments.length - 1;
  for (let at = 0; at < above; at++) {
    const name = segments[at] ?? '';
    if (directoryRule(segments.slice(0, at), name, isAbsolute)) return `${name}/`;
  }
  const name = segments.at(-1);
  if (isDirectory || name === undefined) return undefined;
  return ruleForFile(segments.slice(0, -1), name, isAbsolute);
}

function directoryRule(
  parents: readonly string[],
  name: string,
  isAbsolute: boolean,
): string | undefined {
  for (const original of originalsOf(name)) {
    const found =
      listed(directories, parents, original)?.label ??
      (isAbsolute ? personalRule(parents, original) : undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Counts in a home, and in the system's own folders. */
function personalRule(parents: readonly string[], name: string): string | undefined {
  const found = listed(personal, parents, name);
  if (!found) return undefined;
  const within = parents.slice(0, parents.length - (found.row.split('/').length - 1));
  return within.length === 0 || homeFolders.test(within.join('/')) ? found.label : undefined;
}

function ruleForFile(
  parents: readonly string[],
  name: string,
  isAbsolute: boolean,
): string | undefined {
  const isNaming = parents.some((parent) => interfaceFolders.test(parent));
  for (const original of originalsOf(name)) {
    if (templateNames.test(original) || publicFiles.test(original)) return undefined;
    if (isNaming && exemptDataFiles.test(original)) return undefined;
    // A copy of a directory of keys is a directory; so is what it was packed into.
    const found =
      listed(files, parents, original)?.label ?? directoryRule(parents, original, isAbsolute);
    if (found !== undefined) return found;
    if (sourceCodeNames.test(original) && !original.startsWith('.env')) continue;
    const pattern = secretPatterns.find(([rule]) => rule.test(original));
    if (pattern !== undefined) return pattern[1];
    if (isKeptAmongSecrets(parents, original)) return 'credentials';
  }
  return undefined;
}

function isKeptAmongSecrets(parents: readonly string[], name: string): boolean {
  if (!secretFolders.test(parents.at(-1) ?? '') || !secretData.test(name)) return false;
  return !parents.some((parent) => codeFolders.test(parent));
}

function indexOf(tables: readonly NameTable[]): Index {
  const index = new Map<string, Row[]>();
  for (const { label, names } of tables) {
    for (const row of names) {
      const name = row.slice(row.lastIndexOf('/') + 1);
      index.set(name, [...(index.get(name) ?? []), { row, label }]);
    }
  }
  return index;
}

function listed(index: Index, parents: readonly string[], name: string): Row | undefined {
  return index.get(name)?.find(({ row }) => {
    const above = row.split('/').slice(0, -1);
    return above.every((segment, at) => parents[parents.length - above.length + at] === segment);
  });
}

/** Endings that editors, people and tools give to a copy. */
const copyEnding =
  /^(.+?)(?:~\d*~?|-|[._-](?:bak|backup|bkp|bck|old|orig|original|save|saved|sav|swp|swo|swn|tmp|temp|copy|local|prev|previous|rej|new|txt|gz|xz|bz2|zst|7z|zip|tar|tgz|\d{1,8}|\d{4}-\d\d-\d\d))$/;

/**
 * What editors, people, tools and file managers write in front of the last ending of a copy, as in
 * `key (1).pem`.
 */
const copyInside =
  /^(.+?)(?: ?\(\d{1,4}\)|(?: -)? copy(?: ?\(?\d{1,4}\)?)?|[ _-](?:bak|backup|old|orig|copy))(\.[^. ]+)?$/;

/** The name itself, and the names of what it may be a copy of. */
function originalsOf(name: string): readonly string[] {
  const found = [name];
  for (let at = 0; at < found.length && found.length <= maxCopies; at++) {
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
