import { describe, expect, it } from 'vitest';
import { createExclusion } from '../../../src/context/exclude';
import { walkFiles, type WalkResult } from '../../../src/context/walk';
import { memoryFolder } from '../../support/memoryFolder';
import { stepsOf } from '../../support/stepsOf';

type Files = Readonly<Record<string, string>>;

async function reasonFor(path: string, files: Files = {}, patterns: readonly string[] = []) {
  const exclusion = createExclusion(memoryFolder({ [path]: 'text', ...files }), { patterns });
  return (await exclusion.isExcluded(path))?.reason;
}

describe('what may be read for a model', () => {
  it.each([
    '.env',
    '.env.local',
    '.ENV',
    '.envrc',
    'prod.env',
    'config/.env.production',
    'server.pem',
    'tls.key',
    'id_rsa',
    'id_ed25519',
    '.ssh/config',
    '.aws/credentials',
    '.npmrc',
    '.netrc',
    '.git-credentials',
    'credentials.json',
    'secrets.yaml',
    'store.p12',
    'release.keystore',
    'passwords.kdbx',
    'main.tfstate',
    'main.tfstate.backup',
    'prod.tfvars',
    'service-account-prod.json',
    'a/b/.htpasswd',
    '.pypirc',
  ])('never holds %s, which may be a secret', async (path) => {
    expect(await reasonFor(path)).toBe('may hold a secret');
  });

  it.each([
    'src/environment.ts',
    'src/keys.ts',
    'src/secrets.ts',
    'identity.py',
    'pemfile.go',
    'README.md',
    '.github/workflows/ci.yml',
    'env.d.ts',
    'src/keyboard.key.ts',
    'new file.txt',
  ])('holds %s', async (path) => {
    expect(await reasonFor(path)).toBeUndefined();
  });

  it.each([
    ['/home/me/.ssh', 'config'],
    ['/home/me/.kube', 'config'],
    ['/home/me/.aws/sso', 'cache.json'],
    ['/home/me/.gnupg', 'private-keys-v1.d/1.txt'],
    ['/home/me/.config/gh', 'hosts.yml'],
    ['/home/me/.config/gcloud/legacy', 'adc.json'],
    ['/home/me/.docker', 'config.json'],
    ['/home/me/.cargo', 'credentials.toml'],
    ['/home/me/.m2', 'settings.xml'],
    ['C:\\Users\\me\\.SSH', 'config'],
  ])('never holds a file of %s opened alone: %s', async (root, path) => {
    for (const paths of [[root], ['/harmless/link', root]]) {
      const folder = memoryFolder({ [path]: 'text' }, {}, { paths });
      expect((await createExclusion(folder).isExcluded(path))?.reason).toBe('may hold a secret');
    }
  });

  it.each([
    ['.gitignore', '*.log', 'a.log'],
    ['.gitignore', '/packages/x/out/', 'out/a.js'],
    ['.gitignore', 'x/', 'a.js'],
    ['packages/.gitignore', 'gen', 'gen/a.ts'],
    ['.trellisignore', 'gen', 'gen/a.ts'],
    ['.git/info/exclude', 'mine.txt', 'mine.txt'],
  ])(
    'follows %s above the folder, up to the root of its repository: %s',
    async (file, rules, path) => {
      const above = file.startsWith('packages/')
        ? file.replace('packages/', '../')
        : `../../${file}`;
      const folder = memoryFolder(
        { [path]: 'text', 'b.ts': 'text', [above]: rules },
        {},
        {
          paths: ['/code/packages/x'],
          inRepository: 'packages/x/',
        },
      );
      const name = file.replace('.git/info/exclude', '.gitignore').replace('packages/', '');
      const exclusion = createExclusion(folder);
      expect((await exclusion.isExcluded(path))?.reason).toBe(`ignored by ${name}`);
      if (rules !== 'x/') expect(await exclusion.isExcluded('b.ts')).toBeUndefined();
    },
  );

  it('takes names of the folders above it for no dependencies, unless a repository holds them', async () => {
    const paths = ['/code/node_modules/x'];
    const alone = memoryFolder({ 'a.js': 'text' }, {}, { paths });
    expect(await createExclusion(alone).isExcluded('a.js')).toBeUndefined();
    const inside = memoryFolder({ 'a.js': 'text' }, {}, { paths, inRepository: 'node_modules/x/' });
    expect((await createExclusion(inside).isExcluded('a.js'))?.reason).toBe(
      'installed dependencies',
    );
  });

  it.each([
    ['of ten million bytes', '*.log\n'.repeat(1_700_000)],
    ['of 100,000 rules', 'a/b\n'.repeat(100_000)],
    ['of a rule that is longer than any path', '*a'.repeat(10_000)],
    ['whose every rule takes long', `${'/**/a'.repeat(200)}/**/[b]\n`.repeat(120)],
    ['of many stars', `${'*a'.repeat(2_000)}[b]\n`.repeat(30)],
  ])('holds nothing below an ignore file %s, says so, and tries once', async (_what, rules) => {
    const path = `${'a/'.repeat(100)}${'a'.repeat(200)}`;
    for (const name of ['.gitignore', '.trellisignore'] as const) {
      const folder = memoryFolder({ [path]: 'text', [name]: rules });
      const exclusion = createExclusion(folder);
      const ask = async (): Promise<void> => {
        expect((await exclusion.isExcluded(path))?.reason).toBe(
          `${name} is too large or too slow to follow`,
        );
      };
      // Half a million for each folder around it are enough to give up.
      expect(await stepsOf(ask)).toBeLessThan(101 * 500_001);
      expect(await stepsOf(ask)).toBe(0);
      expect(folder.reads.filter((read) => read === name).length).toBeLessThan(2);
    }
  });

  it('holds a file that does not exist yet', async () => {
    const exclusion = createExclusion(memoryFolder({}));
    expect(await exclusion.isExcluded('untitled.ts')).toBeUndefined();
  });

  it.each([
    ['.git/config', 'version control'],
    ['sub/.git/HEAD', 'version control'],
    ['node_modules/x/index.js', 'installed dependencies'],
    ['packages/a/node_modules/x.js', 'installed dependencies'],
    ['../outside.ts', 'outside the folder'],
    ['a/../../outside.ts', 'outside the folder'],
    ['/etc/passwd', 'outside the folder'],
    ['C:/windows.ini', 'outside the folder'],
    ['a\\b.ts', 'outside the folder'],
    ['', 'outside the folder'],
  ])('never holds “%s”: %s', async (path, reason) => {
    expect(await reasonFor(path)).toBe(reason);
  });

  it.each([
    ['*.log', 'a/b.log', true],
    ['/top.ts', 'top.ts', true],
    ['/top.ts', 'a/top.ts', false],
    ['build/', 'build/x.ts', true],
    ['build/', 'a/build/x.ts', true],
    ['build', 'rebuild/x.ts', false],
    ['*.ts\n!keep.ts', 'keep.ts', false],
    ['gen/*\n!gen/keep.ts', 'gen/keep.ts', false],
    ['gen/\n!gen/keep.ts', 'gen/keep.ts', true],
    ['# a comment\n\n*.tmp', 'a.tmp', true],
  ])('follows .gitignore %j for %s', async (gitignore, path, ignored) => {
    const reason = await reasonFor(path, { '.gitignore': gitignore });
    expect(reason).toBe(ignored ? 'ignored by .gitignore' : undefined);
  });

  it('lets a nested .gitignore decide about what lies below it only', async () => {
    const files = { '.gitignore': '*.gen.ts', 'a/.gitignore': '!*.gen.ts\n/own.ts' };
    expect(await reasonFor('x.gen.ts', files)).toBe('ignored by .gitignore');
    expect(await reasonFor('a/x.gen.ts', files)).toBeUndefined();
    expect(await reasonFor('a/b/x.gen.ts', files)).toBeUndefined();
    expect(await reasonFor('a/own.ts', files)).toBe('ignored by .gitignore');
    expect(await reasonFor('own.ts', files)).toBeUndefined();
  });

  it('lets .trellisignore add to .gitignore, and take nothing from it', async () => {
    const files = { '.gitignore': 'a.ts', '.trellisignore': '!a.ts\nb.ts' };
    expect(await reasonFor('a.ts', files)).toBe('ignored by .gitignore');
    expect(await reasonFor('b.ts', files)).toBe('ignored by .trellisignore');
    expect(await reasonFor('c.ts', files)).toBeUndefined();
  });

  it('cannot be talked into a secret by an ignore file', async () => {
    const files = { '.gitignore': '!.env', '.trellisignore': '!.env' };
    expect(await reasonFor('.env', files)).toBe('may hold a secret');
  });

  it.each([
    ['**/*.map', 'a/b.map', true],
    ['**/out', 'a/out/x.js', true],
    ['**/out/**', 'out/x.js', true],
    ['docs/*.{md,txt}', 'docs/a.txt', true],
    ['docs/*.{md,txt}', 'docs/sub/a.txt', false],
    ['*.md', 'docs/a.md', false],
    ['[a-c].ts', 'b.ts', true],
    ['[!a-c].ts', 'b.ts', false],
    ['file.?s', 'file.ts', true],
    ['{broken', 'broken', false],
  ])('follows the pattern %s of files.exclude for %s', async (pattern, path, excluded) => {
    const reason = await reasonFor(path, {}, [pattern]);
    expect(reason).toBe(excluded ? 'excluded by files.exclude' : undefined);
  });

  it('judges a pattern of many stars in steps that its length bounds', async () => {
    const pattern = `${'**/'.repeat(40)}${'*a'.repeat(20)}`;
    const folders = 40;
    const path = `${'a/'.repeat(folders)}${'a'.repeat(60)}b`;
    const steps = await stepsOf(() => reasonFor(path, {}, [pattern]));
    expect(steps).toBeGreaterThan(path.length);
    // The path and each folder around it.
    expect(steps).toBeLessThan((folders + 1) * pattern.length * path.length);
  });

  it('is neither binary nor large', async () => {
    expect(await reasonFor('a.bin', { 'a.bin': 'x\0y' })).toBe('binary');
    expect(await reasonFor('a.txt', { 'a.txt': 'x'.repeat(256 * 1024 + 1) })).toBe('too large');
    expect(await reasonFor('b.txt', { 'b.txt': 'x'.repeat(256 * 1024) })).toBeUndefined();
  });

  it('is judged by where a link leads, not by its name', async () => {
    const folder = memoryFolder(
      { '.env': 'KEY=1', 'real.ts': 'x' },
      { 'notes.txt': '.env', 'alias.ts': 'real.ts', 'away.ts': undefined },
    );
    const exclusion = createExclusion(folder);
    expect((await exclusion.isExcluded('notes.txt'))?.reason).toBe('may hold a secret');
    expect((await exclusion.isExcluded('away.ts'))?.reason).toBe('outside the folder');
    expect(await exclusion.isExcluded('alias.ts')).toBeUndefined();
  });

  it('is decided without opening what its name already excludes', async () => {
    const folder = memoryFolder({ '.env': 'KEY=1', '.gitignore': '' });
    await createExclusion(folder).isExcluded('.env');
    expect(folder.reads).toEqual([]);
  });

  it('follows a changed ignore file once it was told to forget', async () => {
    const files: Record<string, string> = { 'a.ts': 'x', '.gitignore': '' };
    const exclusion = createExclusion(memoryFolder(files));
    expect(await exclusion.isExcluded('a.ts')).toBeUndefined();
    files['.gitignore'] = 'a.ts';
    expect(await exclusion.isExcluded('a.ts')).toBeUndefined();
    exclusion.forget();
    expect((await exclusion.isExcluded('a.ts'))?.reason).toBe('ignored by .gitignore');
  });
});

describe('a walk', () => {
  it('finds allowed files in one order, enters no excluded directory and follows no link', async () => {
    const folder = memoryFolder(
      {
        'z.ts': 'x',
        'a/b.ts': 'x',
        'a/.env': 'x',
        'node_modules/x/y.js': 'x',
        'B.ts': 'x',
        'dist/out.js': 'x',
        '.gitignore': 'dist/',
        'a/c/d.ts': 'x',
      },
      { 'link.ts': 'z.ts' },
    );
    const exclusion = createExclusion(folder);
    const found: WalkResult[] = [];
    for await (const each of walkFiles(folder.list, exclusion)) found.push(each);
    const paths = (kind: string): readonly string[] =>
      found.filter((each) => each.kind === kind).map(({ path }) => path);
    expect(paths('file')).toEqual(['.gitignore', 'B.ts', 'z.ts', 'a/b.ts', 'a/c/d.ts']);
    expect(paths('directory')).toEqual(['', 'a', 'a/c']);
  });
});
