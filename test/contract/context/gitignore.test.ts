/** Git itself says what its rules mean. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directoriesOf } from '../../../src/context/ignoreFiles';
import { readIgnoreRules } from '../../../src/context/ignoreRules';

/** A folder of git's own, with names in which rules find much to match. */
let root = '';
const names = ['a', 'b', 'ab', 'a.b', 'b.a', 'a b', 'é', '[a]', '-', '!a', '#a', 'a '];
const directories = ['a', 'b', 'ab', 'a/a', 'a/b', 'a/b/a', 'é', 'a.b'];
const paths = [
  ...directories.map((directory) => `${directory}/`),
  ...['', ...directories.map((directory) => `${directory}/`)].flatMap((directory) =>
    names.filter((name) => !directories.includes(directory + name)).map((name) => directory + name),
  ),
];

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'trellis-ignore-'));
  execFileSync('git', ['init', '--quiet', root]);
  execFileSync('git', ['-C', root, 'config', 'core.excludesFile', join(root, 'none')]);
  execFileSync('git', ['-C', root, 'config', 'core.ignorecase', 'false']);
  for (const directory of directories) mkdirSync(join(root, directory), { recursive: true });
  for (const path of paths) if (!path.endsWith('/')) writeFileSync(join(root, path), '');
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

/** What git itself says. */
function ignoredByGit(rules: string): readonly string[] {
  writeFileSync(join(root, '.gitignore'), rules);
  const asked = paths.map((path) => path.replace(/\/$/, '')).join('\0');
  const args = ['-C', root, 'check-ignore', '--no-index', '--stdin', '-z', '-v', '-n'];
  const out = outputOf(args, asked);
  const fields = out.split('\0');
  return paths.filter((_, index) => {
    const pattern = fields[index * 4 + 2] ?? '';
    return pattern !== '' && !pattern.startsWith('!');
  });
}

/** The command ends with 1 where none is ignored, having said so all the same. */
function outputOf(args: readonly string[], input: string): string {
  const { stdout } = spawnSync('git', args, { input, encoding: 'utf8' });
  return stdout;
}

function ignoredHere(rules: string): readonly string[] {
  const read = readIgnoreRules(rules, 'exact');
  return paths.filter((path) =>
    [...directoriesOf(path).slice(1), path].some((part) => read?.judge(part) === 'ignored'),
  );
}

/** Rules that look like rules, and are often odd. */
const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'ab', '.', ' ', 'é', '-') },
  { weight: 4, arbitrary: fc.constantFrom('*', '**', '?', '/', '/**/', '**/', '/**', '***') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...['[ab]', '[!a]', '[^b]', '[a-b]', '[]a]', '[a', ']', '[[:alpha:]]', '[[:x:]]', '[a\\]b]'],
      ...[
        '[b-a]',
        '[-a]',
        '[a-]',
        '[[:]',
        '[[:alpha:',
        '[!]]',
        '[\\a-b]',
        '[a/b]',
        '[[:alpha:]-b]',
      ],
    ),
  },
  { weight: 2, arbitrary: fc.constantFrom('\\', '\\a', '\\*', '\\ ', '\\[', '!', '#', '\t') },
);
const rule = fc
  .tuple(
    fc.constantFrom('', '', '', '!', '/', '#', '\\!', '\\#'),
    fc.array(piece, { minLength: 1, maxLength: 6 }),
    fc.constantFrom('', '', '/', ' ', '  ', '\\ ', '\r'),
  )
  .map(([start, pieces, end]) => start + pieces.join('') + end);
const rules = fc.array(rule, { minLength: 1, maxLength: 5 }).map((lines) => lines.join('\n'));

describe('the rules of an ignore file', () => {
  it('ignore what git ignores, whatever the rules', () => {
    fc.assert(
      fc.property(rules, (text) => {
        expect(ignoredHere(text)).toEqual(ignoredByGit(text));
      }),
      {
        numRuns: 200,
        // A byte order mark, carriage returns, and what follows a literal beginning as if it began.
        examples: [['\uFEFFa'], ['a\r\n!ab\r\n'], ['a**/b'], ['']],
      },
    );
  });
});
