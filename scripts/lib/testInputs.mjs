// @ts-check
/**
 * What the result of a test follows from: the modules that it imports, and the files that one of
 * them names. Wherever that is in doubt it is more than it need be, up to the whole repository.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { join, posix } from 'node:path';
import { plainEnvironment } from './environment.mjs';
import { run } from './processes.mjs';

/**
 * @typedef {object} TestUnit Tests that run, and are remembered, together.
 * @property {string} name
 * @property {readonly string[]} entries Modules that it starts with.
 * @property {(path: string) => boolean} [needs] What it reads beside those and what they name. It
 *   says so of all that scripts name, too.
 *
 * A place is the beginning of a path, so that it is a file, a folder or files that are called alike.
 */

/** Written by tests and tools, or for debuggers alone. */
const noInput = /^(\.git|node_modules|dist\/(test|meta|screenshots))$|^dist\/.*\.map$/;

/** Nothing but VS Code can load it, so that only whoever names it depends on it. */
const extensionBundle = 'dist/extension.js';

/** The place that everything begins with. */
const everything = '';

/** How tests are run; without this none is what it was. */
const commonPlaces = [
  '.gitignore',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'vitest.config.mts',
  'scripts/lib/',
  'test/screen/vitest.config.mts',
];

/**
 * A text for each unit, which is the same as long as all inputs are.
 * @param {object} options
 * @param {string} options.root
 * @param {readonly TestUnit[]} options.units
 * @param {readonly string[]} options.facts About the machine.
 * @returns {Promise<ReadonlyMap<string, string>>} By the unit's name.
 */
export async function fingerprints({ root, units, facts }) {
  const importsOf = await readImports(root, [...new Set(units.flatMap(({ entries }) => entries))])
    // One that cannot be read may import anything.
    .catch(() => undefined);
  const files = await filesBelow(root);
  const read = once((path) => readFile(join(root, path)).catch(() => Buffer.from('unreadable')));
  const digest = once(async (path) => digestOf([await read(path)]));
  const placesIn = once(async (path) => placesNamedIn(path, (await read(path)).toString()));
  const entries = units.map(async ({ name, entries, needs }) => {
    const modules = importsOf ? reachable(entries, importsOf) : entries;
    const speaking = modules.filter((path) => !needs || !path.startsWith('scripts/'));
    const named = (await Promise.all(speaking.map(placesIn))).flat();
    const doubts = importsOf ? [] : [everything];
    const places = [...new Set([...commonPlaces, ...named, ...doubts])];
    const found = files.filter(
      (file) => needs?.(file) === true || places.some((each) => isAt(file, each)),
    );
    const inputs = [...new Set([...modules, ...found])].sort();
    const digests = await Promise.all(inputs.map(digest));
    const lines = inputs.map((path, index) => `${path} ${digests[index]}`);
    return /** @type {const} */ ([name, digestOf([...facts, ...lines].map((line) => `${line}\n`))]);
  });
  return new Map(await Promise.all(entries));
}

/** What may steer tests, of a machine and its environment. */
export async function machineFacts(env = plainEnvironment()) {
  const git = await run('git', ['--version'], { limitMs: 10_000 }).catch(() => undefined);
  const steering = /^(TRELLIS_|NODE_|CI$|TZ$|LANG$|LC_)|_proxy$/i;
  const variables = Object.entries(env).filter(([name]) => steering.test(name));
  return [
    [process.version, platform(), arch(), git?.output.trim()].join(' '),
    ...variables.map(([name, value]) => `${name}=${value}`).sort(),
  ];
}

/**
 * The places that a module names: what it joins to its own. Whatever else it makes of where it
 * stands is not understood here, and may be anything.
 * @param {string} path Of the module, from the root on.
 * @param {string} text
 * @returns {readonly string[]}
 */
export function placesNamedIn(path, text) {
  const literal =
    /(?:join|resolve)\(\s*import\.meta\.dirname,\s*['"`]([^'"`$]*)|new URL\(\s*['"`]([^'"`$]*)['"`],\s*import\.meta\.url/g;
  const ofPackage = /import\.meta\.resolve\(\s*'[@\w][^']*'/g;
  const unclear = /import\.meta|__dirname|__filename|createRequire|process\.(cwd|chdir|argv)/;
  const places = [...text.matchAll(literal)].map(([, joined = '', url]) => {
    const place = posix.join(posix.dirname(path), url ?? joined);
    return place.startsWith('.') && !/^\.\w/.test(place) ? everything : place;
  });
  const rest = text.replaceAll(literal, '').replaceAll(ofPackage, '');
  if (unclear.test(rest)) return [everything];
  // In VS Code the command line is started from terminals, and by nothing else.
  const inTerminal = /^test\/(host|screen)\//.test(path) && /terminal|cli\.js|'bin'/i.test(text);
  return inTerminal ? [...places, 'bin/', 'dist/cli.js'] : places;
}

/**
 * @param {string} file
 * @param {string} place
 */
function isAt(file, place) {
  return file === extensionBundle ? place === file : file.startsWith(place);
}

/**
 * @param {string} root
 * @param {readonly string[]} entries
 * @returns {Promise<(path: string) => readonly string[]>} Of our own modules only: those of packages
 *   are what the lock file says.
 */
async function readImports(root, entries) {
  const { build } = await import('esbuild');
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [...entries],
    outdir: 'unwritten',
    write: false,
    metafile: true,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'silent',
  });
  return (path) =>
    (metafile.inputs[path]?.imports ?? []).flatMap((each) => (each.external ? [] : [each.path]));
}

/**
 * @param {readonly string[]} entries
 * @param {(path: string) => readonly string[]} importsOf
 */
function reachable(entries, importsOf) {
  const found = new Set(entries);
  // A set goes on to what is added on the way.
  for (const path of found) for (const next of importsOf(path)) found.add(next);
  return [...found];
}

/**
 * Paths with slashes, from the root on.
 * @param {string} root
 * @param {string} [folder]
 * @returns {Promise<readonly string[]>}
 */
export async function filesBelow(root, folder = '') {
  const entries = await readdir(join(root, folder), { withFileTypes: true });
  const found = entries.map(async (entry) => {
    const path = posix.join(folder, entry.name);
    if (noInput.test(path)) return [];
    return entry.isDirectory() ? filesBelow(root, path) : [path];
  });
  return (await Promise.all(found)).flat();
}

/** @param {readonly (string | Buffer)[]} parts */
function digestOf(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('base64');
}

/**
 * @template T
 * @param {(path: string) => Promise<T>} work
 * @returns {(path: string) => Promise<T>}
 */
function once(work) {
  /** @type {Map<string, Promise<T>>} */
  const done = new Map();
  return (path) => {
    const known = done.get(path) ?? work(path);
    done.set(path, known);
    return known;
  };
}
