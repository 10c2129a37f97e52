/** Git itself says which files of a person and of a repository it follows. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createExclusion } from '../../../src/context/exclude';
import { createFolderReader } from '../../../src/context/folderReader';

let base = '';
let home = '';
let repository = '';
let env: Record<string, string> = {};

const git = (folder: string, ...args: readonly string[]): void => {
  execFileSync('git', ['-C', folder, ...args], { env: { ...process.env, ...env }, stdio: 'pipe' });
};

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}

async function makeRepository(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  git(folder, 'init', '--quiet');
  git(folder, 'commit', '--quiet', '--allow-empty', '-m', 'first');
}

beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'trellis-git-')));
  home = join(base, 'home');
  repository = join(base, 'repository');
  const who = { NAME: 'a', EMAIL: 'a@b.c' };
  env = { HOME: home, XDG_CONFIG_HOME: '', GIT_CONFIG_NOSYSTEM: '1' };
  for (const [name, value] of Object.entries(who)) {
    env[`GIT_AUTHOR_${name}`] = value;
    env[`GIT_COMMITTER_${name}`] = value;
  }
  await mkdir(home);
  await makeRepository(repository);
});

afterEach(() => rm(base, { recursive: true }));

/** What of a folder is ignored, by git and here, in files named by one letter each. */
async function ignoredIn(folder: string): Promise<readonly string[]> {
  for (const name of 'abcdef') await writeFile(join(folder, name), 'text');
  const asked = (await readdir(folder)).filter((name) => name.length === 1);
  const { stdout } = spawnSync('git', ['-C', folder, 'check-ignore', '--no-index', ...asked], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  const byGit = stdout.split('\n').filter((name) => name !== '');
  const exclusion = createExclusion(createFolderReader(folder, { home, env }));
  const here: string[] = [];
  for (const name of asked) if (await exclusion.isExcluded(name)) here.push(name);
  expect(here).toEqual(byGit);
  return here;
}

describe("git's own ignore files", () => {
  it('count in the repository, in its subfolders and in its worktrees', async () => {
    await write({ [join(repository, '.git/info/exclude')]: 'a\n/sub/b\n/b\n' });
    await mkdir(join(repository, 'sub'));
    expect(await ignoredIn(repository)).toEqual(['a', 'b']);
    expect(await ignoredIn(join(repository, 'sub'))).toEqual(['a', 'b']);
    git(repository, 'worktree', 'add', '--quiet', join(base, 'tree'));
    await mkdir(join(base, 'tree/other'));
    expect(await ignoredIn(join(base, 'tree'))).toEqual(['a', 'b']);
    expect(await ignoredIn(join(base, 'tree/other'))).toEqual(['a']);
  });

  it('count in submodules and in repositories within', async () => {
    const part = join(base, 'part');
    await makeRepository(part);
    git(
      repository,
      '-c',
      'protocol.file.allow=always',
      'submodule',
      '--quiet',
      'add',
      part,
      'part',
    );
    await write({
      [join(repository, '.git/modules/part/info/exclude')]: 'c\n',
      [join(repository, '.git/info/exclude')]: 'd\n',
    });
    expect(await ignoredIn(join(repository, 'part'))).toEqual(['c']);
    const nested = join(repository, 'deep/nested');
    await makeRepository(nested);
    await write({
      [join(nested, '.git/info/exclude')]: '/e\nlib/f\n',
      [join(nested, 'lib/f')]: '',
    });
    expect(await ignoredIn(nested)).toEqual(['e']);
    // Seen from outside, all of them count.
    const exclusion = createExclusion(createFolderReader(repository, { home, env }));
    for (const path of ['deep/nested/e', 'deep/nested/lib/f', 'part/c', 'deep/nested/d']) {
      expect([path, (await exclusion.isExcluded(path))?.reason]).toEqual([
        path,
        'ignored by .gitignore',
      ]);
    }
    expect(await exclusion.isExcluded('deep/nested/a')).toBeUndefined();
  });

  it.each([
    ['its own place', {}, { '.config/git/ignore': 'a' }, ['a']],
    ['a place of the desktop', { XDG_CONFIG_HOME: 'xdg' }, { 'xdg/git/ignore': 'b' }, ['b']],
    [
      'a place that is named',
      {},
      { '.gitconfig': '[core]\nexcludesFile = ~/mine', mine: 'c' },
      ['c'],
    ],
    [
      'one in quotes',
      {},
      { '.gitconfig': '[CORE] excludesfile="~/my file" ; x', 'my file': 'c' },
      ['c'],
    ],
    [
      'one after another',
      {},
      {
        '.gitconfig':
          '[core]\n\texcludesFile = ~/x # no\n[user]\nname = y\n[core]\nexcludesFile = ~/z',
        x: 'a',
        z: 'd',
      },
      ['d'],
    ],
    [
      'two configurations',
      {},
      {
        '.config/git/config': '[core]\nexcludesFile=~/x',
        '.gitconfig': '[core]\nexcludesFile=~/z',
        x: 'a',
        z: 'b',
      },
      ['b'],
    ],
    [
      'none by an empty name',
      {},
      { '.gitconfig': '[core]\nexcludesFile =', '.config/git/ignore': 'a' },
      [],
    ],
    [
      'another section',
      {},
      { '.gitconfig': '[core "x"]\nexcludesFile = ~/x\n[a]\nexcludesFile = ~/x', x: 'a' },
      [],
    ],
    [
      'a configuration by variable',
      { GIT_CONFIG_GLOBAL: 'cfg' },
      {
        cfg: '[core]\nexcludesFile = ~/x',
        x: 'f',
        '.gitconfig': '[core]\nexcludesFile = ~/z',
        z: 'a',
      },
      ['f'],
    ],
  ] as const)("follow a person's own rules: %s", async (_where, variables, files, expected) => {
    for (const [name, value] of Object.entries(variables)) env[name] = join(home, value);
    for (const [path, text] of Object.entries(files)) await write({ [join(home, path)]: text });
    expect(await ignoredIn(repository)).toEqual(expected);
  });

  it.each([
    [
      'the system',
      { GIT_CONFIG_NOSYSTEM: '' },
      { sys: '[core]\nexcludesFile = ~/x', x: 'a' },
      ['a'],
    ],
    [
      'an include',
      {},
      {
        '.gitconfig': '[include]\npath = more/cfg',
        'more/cfg': '[core]\nexcludesFile=~/x',
        x: 'b',
      },
      ['b'],
    ],
    [
      'an include that a later line overrules',
      {},
      {
        '.gitconfig': '[include]\npath = ~/cfg\n[core]\nexcludesFile = ~/z',
        cfg: '[core]\nexcludesFile=~/x',
        x: 'b',
        z: 'c',
      },
      ['c'],
    ],
    [
      'includes that include each other',
      {},
      { '.gitconfig': '[include]\npath = a', a: '[core]\nexcludesFile = ~/x', x: 'e' },
      ['e'],
    ],
    ...(
      [
        ['gitdir:REPO/', ['d']],
        ['gitdir:REPO/.git', ['d']],
        ['gitdir:repository/', ['d']],
        ['gitdir:REPO', []],
        ['gitdir:**/repository/**', ['d']],
        ['gitdir:rep*/', ['d']],
        ['gitdir:elsewhere/', []],
        ['gitdir:~/', []],
        ['gitdir:./../repository/', []],
        ['gitdir/i:RePOSITORY/', ['d']],
        ['gitdir:RePOSITORY/', []],
        ['onbranch:topic/', ['d']],
        ['onbranch:topic/one', ['d']],
        ['onbranch:topic', []],
        ['onbranch:*', []],
        ['hasconfig:remote.*.url:https://git.example/**', ['d']],
        ['hasconfig:remote.*.url:https://other.example/**', []],
        ['nonsense:x', []],
      ] as const
    ).map(
      ([condition, expected]) =>
        [
          condition,
          {},
          {
            '.gitconfig': `[includeIf "${condition}"]\npath = cfg`,
            cfg: '[core]\nexcludesFile = ~/x',
            x: 'd',
          },
          expected,
        ] as const,
    ),
  ] as const)(
    'follow what configurations include: %s',
    async (_where, variables, files, expected) => {
      git(repository, 'checkout', '--quiet', '-b', 'topic/one');
      git(repository, 'remote', 'add', 'origin', 'https://git.example/team/a.git');
      env['GIT_CONFIG_SYSTEM'] = join(home, 'sys');
      Object.assign(env, variables);
      for (const [path, text] of Object.entries(files)) {
        await write({ [join(home, path)]: text.replace('REPO', repository) });
      }
      expect(await ignoredIn(repository)).toEqual(expected);
    },
  );

  it('follow the configuration of one worktree, where a repository has such', async () => {
    const tree = join(base, 'tree');
    git(repository, 'worktree', 'add', '--quiet', tree);
    git(repository, 'config', 'extensions.worktreeConfig', 'true');
    git(tree, 'config', '--worktree', 'core.excludesFile', join(home, 'x'));
    git(repository, 'config', '--worktree', 'core.excludesFile', join(home, 'z'));
    await write({ [join(home, 'x')]: 'a', [join(home, 'z')]: 'b' });
    expect(await ignoredIn(tree)).toEqual(['a']);
    expect(await ignoredIn(repository)).toEqual(['b']);
    git(repository, 'config', 'extensions.worktreeConfig', 'false');
    expect(await ignoredIn(tree)).toEqual([]);
  });

  it('are named with all that has a say in them, so that a change of it can be heard', async () => {
    await write({
      [join(home, '.gitconfig')]: '[include]\npath = more\n',
      [join(home, 'more')]: '[core]\nexcludesFile = ~/mine\n',
    });
    const sources = await createFolderReader(repository, { home, env }).gitSources();
    expect(sources).toEqual(
      expect.arrayContaining([
        ...['.gitconfig', 'more', 'mine', '.config/git/config'].map((name) => join(home, name)),
        ...['config', 'info/exclude'].map((name) => join(repository, '.git', name)),
      ]),
    );
  });

  it('are overruled by those of the repository', async () => {
    await write({
      [join(home, '.config/git/ignore')]: 'a\nb\nc\n',
      [join(repository, '.git/info/exclude')]: '!a\nd\n',
      [join(repository, '.gitignore')]: '!b\n!d\n',
    });
    expect(await ignoredIn(repository)).toEqual(['c']);
    git(repository, 'config', 'core.excludesFile', join(home, 'else'));
    await write({ [join(home, 'else')]: 'f\n' });
    expect(await ignoredIn(repository)).toEqual(['f']);
  });

  it('are none where there is no repository', async () => {
    await write({ [join(home, '.config/git/ignore')]: 'a\n', [join(base, 'plain/a')]: '' });
    const exclusion = createExclusion(createFolderReader(join(base, 'plain'), { home, env }));
    expect(await exclusion.isExcluded('a')).toBeUndefined();
  });
});
