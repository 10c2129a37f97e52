/** Holds the house to its plan: which room may import which, and what no room may contain. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const source = join(root, 'src');

/** The rooms that each room may import from; a room may always import from itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  base: [],
  settings: [],
  guided: ['base'],
  context: ['base'],
  provider: ['base', 'guided', 'reasoning'],
  reasoning: ['base'],
  edits: ['base'],
  // What a server is told, without secrets, and what was asked of it.
  activity: ['base', 'context', 'provider'],
  abstractcore: ['base'],
  adapters: ['base', 'provider'],
  generate: ['base', 'guided', 'provider', 'edits', 'context'],
  refactor: ['base', 'provider', 'edits', 'context'],
  completion: ['base', 'provider', 'context'],
  chat: ['base', 'provider'],
  // Recipes for servers: arithmetic and text, no server.
  deploy: ['base'],
  routing: ['base', 'guided', 'provider', 'adapters'],
  // A page in a sandbox: it knows its protocol and nothing of the extension.
  webview: ['base'],
  // The engine reads the workspace through the same judge as everybody else.
  embedded: ['base', 'guided', 'context'],
  cli: [
    'base',
    'settings',
    'guided',
    'context',
    'provider',
    'activity',
    'completion',
    'abstractcore',
    'adapters',
    'reasoning',
    'deploy',
    'routing',
  ],
  editor: [
    'abstractcore',
    'adapters',
    'base',
    'chat',
    'webview',
    'settings',
    'context',
    'provider',
    'activity',
    'completion',
    'guided',
    'edits',
    'generate',
    'refactor',
    'deploy',
    'routing',
  ],
  extension: [
    'base',
    'settings',
    'context',
    'provider',
    'activity',
    'completion',
    'editor',
    'guided',
  ],
};

/**
 * The parts of the provider that each of its parts may import from. Its own files, but for those
 * named here, are `shared`: what all of it uses.
 */
const allowedInProvider: Readonly<Record<string, readonly string[]>> = {
  shared: [],
  wire: ['shared'],
  transport: ['shared', 'wire'],
  // The routes are the same for every kind of server.
  routes: ['shared', 'wire', 'transport'],
  openaiProvider: ['shared', 'transport', 'routes'],
  vllm: ['shared', 'wire', 'transport', 'routes'],
  vllmProvider: ['shared', 'transport', 'routes', 'openaiProvider', 'vllm'],
  createLLM: ['shared', 'transport', 'openaiProvider', 'vllm', 'vllmProvider'],
  probe: ['shared', 'createLLM'],
  endpoints: ['shared', 'createLLM', 'probe'],
};

interface SourceFile {
  /** Relative to `src`, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const files: readonly SourceFile[] = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => {
    const text = readFileSync(join(source, path), 'utf8');
    const imports = [...text.matchAll(/(?:from|import\(|^import)\s*'([^']+)'/gm)];
    return {
      path: path.split(sep).join('/'),
      text,
      imports: imports.flatMap(([, name]) => name ?? []),
    };
  });

function roomOf(path: string): string {
  return path.split('/')[0]?.replace(/\.ts$/, '') ?? '';
}

/** The part of the provider that a file belongs to; `undefined` for files elsewhere. */
function providerRoomOf(path: string): string | undefined {
  const [, within, file] = /^provider\/([^/.]+)(\/)?/.exec(path) ?? [];
  if (within === undefined || file !== undefined) return within;
  return within in allowedInProvider ? within : 'shared';
}

function localImports(file: SourceFile): string[] {
  return file.imports
    .filter((name) => name.startsWith('.'))
    .map((name) => posix.normalize(posix.join(dirname(file.path), name)));
}

/** What a rule finds wrong, as `file: what`, so that a failure names its place. */
function offences(find: (file: SourceFile) => readonly string[]): string[] {
  return files.flatMap((file) => find(file).map((what) => `${file.path}: ${what}`));
}

describe('the house', () => {
  it('has files to look at', () => {
    expect(files.length).toBeGreaterThan(40);
  });

  it('is drawn in CONTRIBUTING as it is', () => {
    const guide = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
    const [, rooms = ''] = /\| room .*\n([^]*?)\n\n/.exec(guide) ?? [];
    const rows = [...rooms.matchAll(/^\| `(\w+)` +\|[^|]*\| ([^|]*?) *\|$/gm)];
    const drawn = rows.map(([, room = '', names = '']) => [room, names.split(', ').sort()]);
    const planned = Object.entries(allowed)
      .filter(([room]) => room !== 'extension')
      .map(([room, names]) => [room, names.length === 0 ? ['nothing'] : [...names].sort()]);
    expect(Object.fromEntries(drawn)).toEqual(Object.fromEntries(planned));
  });

  it('gives no two exported types one name', () => {
    // The engine's vocabulary is its own on purpose: nothing of it is shared with the provider.
    const exported = files
      .filter(({ path }) => roomOf(path) !== 'embedded')
      .flatMap(({ path, text }) =>
        [...text.matchAll(/^export (?:abstract )?(?:interface|type|class) (\w+)/gm)].map(
          ([, name = '']) => ({ name, path }),
        ),
      );
    const twice = exported.filter(({ name, path }) =>
      exported.some((other) => other.name === name && other.path !== path),
    );
    expect(exported.length).toBeGreaterThan(100);
    expect(twice).toEqual([]);
  });

  it('has only rooms of the plan', () => {
    expect(offences(({ path }) => (roomOf(path) in allowed ? [] : ['no such room']))).toEqual([]);
  });

  it('lets imports flow one way', () => {
    const wrong = offences((file) => {
      const room = roomOf(file.path);
      const rooms = localImports(file).map(roomOf);
      return rooms.filter((other) => other !== room && !allowed[room]?.includes(other));
    });
    expect(wrong).toEqual([]);
  });

  it('lets imports flow one way within the provider', () => {
    const wrong = offences((file) => {
      const room = providerRoomOf(file.path);
      if (room === undefined) return [];
      const rooms = localImports(file).flatMap((path) => providerRoomOf(path) ?? []);
      return rooms.filter((other) => other !== room && !allowedInProvider[room]?.includes(other));
    });
    expect(wrong).toEqual([]);
  });

  it('knows of pages only what they say', () => {
    const beyond = offences((file) =>
      roomOf(file.path) === 'webview'
        ? []
        : localImports(file).filter((path) => /^webview\/(?!protocol$)/.test(path)),
    );
    expect(beyond).toEqual([]);
  });

  it('has no cycle between files', () => {
    const graph = new Map(
      files.map((file) => [file.path.replace(/\.ts$/, ''), localImports(file)]),
    );
    const finished = new Set<string>();
    const cycles: string[] = [];
    const visit = (path: string, trail: readonly string[]): void => {
      if (finished.has(path)) return;
      if (trail.includes(path)) {
        cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
        return;
      }
      for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
      finished.add(path);
    };
    for (const path of graph.keys()) visit(path, []);
    expect(cycles).toEqual([]);
  });

  it('looks words up in maps where they may be anybody’s: an object knows `constructor` as well', () => {
    const literal =
      /^(?:export )?const \w+: [^=;]*(?:Record<string,|\{ readonly \[\w+: string\]:)[^=;]*> = \{/gm;
    const objects = offences(({ path, text }) =>
      /^(?:embedded|cli)\//.test(path) ? [...text.matchAll(literal)].map(([found]) => found) : [],
    );
    expect(objects).toEqual([]);
  });

  it('names vscode only in the editor and the composition root', () => {
    const outside = files.filter(({ path }) => !/^(editor\/|extension\.ts$)/.test(path));
    expect(outside.filter(({ imports }) => imports.includes('vscode'))).toEqual([]);
  });

  it('has a composition root of at most 100 lines', () => {
    const extension = files.find(({ path }) => path === 'extension.ts');
    expect(extension?.text.trimEnd().split('\n').length).toBeLessThanOrEqual(100);
  });

  it.each([
    ['a default export', /^export default\b/m],
    ['any', /(?::|\bas|<)\s*any\b(?!\w)/],
    ['an enum', /^(?:export )?(?:const )?enum\b/m],
    ['a suppressed type error', /@ts-(?:ignore|expect-error|nocheck)/],
    ['a suppressed lint rule', /eslint-disable/],
    ['unfinished work', /\b(?:TODO|FIXME|XXX)\b/],
  ])('contains no %s', (_name, pattern) => {
    expect(offences(({ text }) => text.match(pattern)?.slice(0, 1) ?? [])).toEqual([]);
  });

  it('writes to the console only where a terminal reads it', () => {
    const silent = files.filter(({ path }) => !/^(cli\/|embedded\/main\.ts$)/.test(path));
    expect(silent.filter(({ text }) => /\bconsole\./.test(text)).map(({ path }) => path)).toEqual(
      [],
    );
  });

  it('shows words only through src/editor/window, which makes them nothing but words', () => {
    // What is used of the window elsewhere shows no words of anybody's. An API that is new here is
    // refused until somebody has looked at what it makes of links, icons and Markdown.
    const harmless =
      /^(?:activeTextEditor|visibleTextEditors|tabGroups|showTextDocument|onDid\w+|createTextEditorDecorationType|registerWebviewViewProvider)$/;
    const wordless =
      /^(?:Range|Selection|Position|Disposable|EventEmitter|WorkspaceEdit|RelativePattern|ThemeColor|InlineCompletionItem|CodeAction)$/;
    const elsewhere = offences(({ path, text }) => {
      if (path.startsWith('editor/window/')) return [];
      const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      const used = [...code.matchAll(/\bvscode\.window\b(?:\.(\w+))?/g)].map(([, name]) => name);
      const made = [...code.matchAll(/\bnew vscode\.(\w+)/g)].map(([, name]) => name);
      return [
        ...used.filter((name = 'window') => !harmless.test(name)).map((name) => `window.${name}`),
        ...made.filter((name = '') => !wordless.test(name)).map((name) => `new ${name}`),
        ...(code.match(/'vscode\.(?:diff|changes|open)'/g) ?? []),
        // A name of its own would hide what is used.
        ...(code.match(/=\s*vscode(?:\.\w+)?;|import (?:type )?\{[^}]*\} from 'vscode'/g) ?? []),
      ];
    });
    expect(elsewhere).toEqual([]);
  });

  it('trusts no Markdown and draws no HTML', () => {
    const trusting = offences(({ text }) => [
      ...(text.match(/\bisTrusted\s*[:=](?!=)|\bsupportHtml\b|\bMarkdownString\b/g) ?? []),
      ...(text.match(/\b(?:innerHTML|outerHTML|insertAdjacentHTML|document\.write)\b/g) ?? []),
    ]);
    expect(trusting).toEqual([]);
  });

  it('reads files of a workspace only through the judge of what may be read', () => {
    const reads = /\b(?:readFile|readdir|opendir|createReadStream|open)(?:Sync)?\(/;
    const readers = files.filter(
      ({ text, imports }) => imports.some((name) => name.startsWith('node:fs')) && reads.test(text),
    );
    const judged = readers.filter(
      ({ path, imports }) =>
        !path.startsWith('context/') &&
        // What a person names on a command line or in the settings, that person may read.
        path !== 'cli/files.ts' &&
        path !== 'editor/connection/authorities.ts' &&
        !imports.some((name) => name.includes('context/')),
    );
    expect(judged.map(({ path }) => path)).toEqual([]);
  });

  it('looks no word up in an object, which knows words of its own such as `constructor`', () => {
    const tables = offences(({ text }) =>
      [...text.matchAll(/^(?:export )?const (\w+): [^=\n]*\bRecord<string, [^=]*= \{/gm)].map(
        ([, name = '']) => name,
      ),
    );
    expect(tables).toEqual([]);
  });

  it('spreads no list of unknown length into the arguments of a call', () => {
    // A hundred thousand arguments are more than the stack holds: `push(...items)` fails there.
    const spread =
      /\b(?:push|unshift|splice|max|min|fromCodePoint|fromCharCode)\([^(){}]*\.\.\.[^)]*/g;
    const outside = files.filter(({ path }) => /^(?:provider|activity)\//.test(path));
    const found = outside.flatMap(({ path, text }) =>
      [...text.matchAll(spread)].map(([what]) => `${path}: ${what}`),
    );
    expect(found).toEqual([]);
  });

  it('edits documents in one place, which names the version that an edit is made for', () => {
    const edits = /\bWorkspaceEdit\b|\bworkspace\.applyEdit\b|\binsertSnippet\b|\beditor\.edit\(/;
    const editing = files.filter(({ text }) => edits.test(text)).map(({ path }) => path);
    expect(editing).toEqual(['editor/documentHost.ts']);
  });

  it('speaks the names of the wire only at the wire', () => {
    // The file of AbstractCore has them, too.
    const elsewhere = files.filter(
      ({ path }) => !/^(?:provider\/wire|embedded|abstractcore)\//.test(path),
    );
    const names = /\b(?:max_tokens|stop_token_ids|finish_reason|top_p|include_usage|guided_\w+)\b/;
    expect(elsewhere.filter(({ text }) => names.test(withoutProse(text)))).toEqual([]);
  });

  it('keeps files small enough to read at a sitting', () => {
    const long = files.filter(({ text }) => text.split('\n').length > 350);
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  it('sorts the editor by feature, with at most a dozen shared files', () => {
    const shared = files.filter(({ path }) => /^editor\/[^/]+$/.test(path));
    expect(shared.length).toBeLessThanOrEqual(12);
  });

  it('has its tests of the editor where the sources are', () => {
    const tests = readdirSync(join(root, 'test/unit/editor'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.test.ts'))
      .map((path) => `editor/${path.split(sep).join('/').replace('.test.ts', '.ts')}`);
    const sources = new Set(files.map(({ path }) => path));
    expect(tests.filter((path) => !sources.has(path))).toEqual([]);
  });

  it('registers and runs its commands by the table alone', () => {
    const elsewhere = offences(({ path, text }) =>
      path.startsWith('editor/commands/')
        ? []
        : (text.match(/\bregisterCommand\(|\bexecuteCommand\(\s*(?!')[^\s`]/g) ?? []),
    );
    expect(elsewhere).toEqual([]);
  });

  it('has no files beside the rooms that nobody imports', () => {
    const imported = new Set(files.flatMap(localImports));
    const entries =
      /^(?:extension|guided\/verifierWorker|webview\/reasoning|cli\/main|embedded\/(?:main|worker|indexer))\.ts$/;
    const orphans = files
      .map(({ path }) => path)
      .filter((path) => !entries.test(path) && !imported.has(path.replace(/\.ts$/, '')));
    expect(orphans.map((path) => relative('.', path))).toEqual([]);
  });
});

/** Comments may name a field of the wire to explain it, and so may the text of a setting. */
function withoutProse(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/.*$/gm, '')
    .replace(/'(?:[^'\\\n]|\\.)*'/g, "''");
}
