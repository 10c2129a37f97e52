import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fingerprints, placesNamedIn } from '../../../scripts/lib/testInputs.mjs';

let root = '';

const repository = {
  'package.json': '{}',
  'package-lock.json': '{}',
  'src/a.ts': `import { b } from './b'; export const a = b;`,
  'src/b.ts': 'export const b = 1;',
  'src/extension.ts': '',
  'test/support/engine.ts': `import { join } from 'node:path';
    export const program = join(import.meta.dirname, '../../dist/embedded.js');`,
  'test/unit/pure.test.ts': `import { a } from '../../src/a'; import * as vscode from 'vscode'; a;`,
  'test/unit/fixture.test.ts': `import { join } from 'node:path';
    join(import.meta.dirname, \`../fixtures/\${name}.json\`);`,
  'test/unit/engine.test.ts': `import { program } from '../support/engine'; program;`,
  'test/unit/all.test.ts': `import { dirname } from 'node:path'; dirname(import.meta.dirname);`,
  'test/host/main/window.test.ts': `import 'vscode';`,
  'test/host/main/shell.test.ts': `import 'vscode'; 'opens a terminal';`,
  'test/fixtures/one.json': '{}',
  'dist/embedded.js': '',
  'dist/embedded.js.map': '',
  'dist/extension.js': '',
  'dist/cli.js': '',
  'docs/page.md': '',
  '.git': '',
  'node_modules/some/index.js': '',
};

const tests = Object.keys(repository).filter((path) => path.endsWith('.test.ts'));

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'trellis-inputs-'));
  for (const [path, text] of Object.entries(repository)) await write(path, text);
});

afterEach(() => rm(root, { recursive: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

const read = (facts: readonly string[] = []): Promise<ReadonlyMap<string, string>> =>
  fingerprints({ root, units: tests.map((name) => ({ name, entries: [name] })), facts });

/** Which tests have other inputs afterwards. */
async function changedBy(change: () => Promise<unknown>): Promise<readonly string[]> {
  const before = await read();
  await change();
  const after = await read();
  return tests
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) => /(\w+)\.test/.exec(name)?.[1] ?? name);
}

const everyOne = ['pure', 'fixture', 'engine', 'all', 'window', 'shell'];

describe('the inputs of a test', () => {
  it('are the same as long as nothing changes', async () => {
    expect(await changedBy(() => Promise.resolve())).toEqual([]);
  });

  it.each<[path: string, changed: readonly string[]]>([
    ['test/unit/pure.test.ts', ['pure', 'all']],
    ['src/a.ts', ['pure', 'all']],
    ['src/b.ts', ['pure', 'all']],
    ['test/support/engine.ts', ['engine', 'all']],
    ['test/fixtures/one.json', ['fixture', 'all']],
    ['dist/embedded.js', ['engine', 'all']],
    ['dist/cli.js', ['all', 'shell']],
    ['docs/page.md', ['all']],
    // Only VS Code loads it, and none of these starts that.
    ['dist/extension.js', []],
    ['dist/embedded.js.map', []],
    ['.git', []],
    ['node_modules/some/index.js', []],
    ['package.json', everyOne],
    ['package-lock.json', everyOne],
    ['scripts/lib/new.mjs', everyOne],
  ])('%s changes', async (path, changed) => {
    expect(await changedBy(() => write(path, '// changed'))).toEqual(changed);
  });

  it.each<[path: string, changed: readonly string[]]>([
    ['src/b.ts', everyOne],
    ['test/fixtures/one.json', ['fixture', 'all']],
    ['dist/embedded.js', ['engine', 'all']],
  ])('%s is deleted', async (path, changed) => {
    expect(await changedBy(() => rm(join(root, path)))).toEqual(changed);
  });

  it('are new files, too, where a place is named', async () => {
    expect(await changedBy(() => write('test/fixtures/two.json', ''))).toEqual(['fixture', 'all']);
  });

  it('are everything where a module cannot be read', async () => {
    await write('src/b.ts', 'export const = nonsense');
    expect(await changedBy(() => write('docs/page.md', 'changed'))).toEqual(everyOne);
  });

  it('are what the machine is', async () => {
    const [one, other] = [await read(['Node 20']), await read(['Node 22'])];
    for (const name of tests) expect(one.get(name)).not.toBe(other.get(name));
  });

  it('are what the unit says that it needs', async () => {
    const units = [
      { name: 'window', entries: [], needs: (path: string) => path === 'dist/extension.js' },
    ];
    const fingerprint = async (): Promise<unknown> =>
      (await fingerprints({ root, units, facts: [] })).get('window');
    const before = await fingerprint();
    await write('docs/page.md', 'changed');
    expect(await fingerprint()).toBe(before);
    await write('dist/extension.js', 'changed');
    expect(await fingerprint()).not.toBe(before);
  });
});

describe('the places that a module names', () => {
  const here = 'test/unit/room/x.test.ts';
  it.each<[text: string, places: readonly string[]]>([
    ['const x = 1;', []],
    [`join(import.meta.dirname, '../../../docs/page.md')`, ['docs/page.md']],
    [`resolve(import.meta.dirname, "../../fixtures", name)`, ['test/fixtures']],
    ['join(\n  import.meta.dirname,\n  `../../../schemas/${name}.json`)', ['schemas/']],
    [`new URL('../../../scripts/lib/x.mjs', import.meta.url)`, ['scripts/lib/x.mjs']],
    [`new URL('beside.mjs', import.meta.url)`, ['test/unit/room/beside.mjs']],
    [`import.meta.resolve('@some/package')`, []],
    // What follows may be anything.
    [`join(import.meta.dirname, '../../..')`, ['']],
    [`join(import.meta.dirname, '../../../..', 'elsewhere')`, ['']],
    [`join(import.meta.dirname, where)`, ['']],
    [`dirname(import.meta.dirname)`, ['']],
    [`import.meta.resolve('./x.json')`, ['']],
    [`createRequire(here)`, ['']],
    [`__dirname + name`, ['']],
    [`process.cwd()`, ['']],
    [`join(import.meta.dirname, '../a'); import.meta.filename`, ['']],
  ])('%s', (text, places) => {
    expect(placesNamedIn(here, text)).toEqual(places);
  });
});
