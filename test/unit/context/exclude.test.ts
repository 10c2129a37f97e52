import { describe, expect, it } from 'vitest';
import { createExclusion } from '../../../src/context/exclude';
import { walkFiles, type Walked } from '../../../src/context/walk';
import { memoryFolder } from '../../support/memoryFolder';

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
    'id_ed25519.pub',
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

  it('judges a pattern of many stars in no time', async () => {
    const pattern = `${'**/'.repeat(40)}${'*a'.repeat(20)}`;
    const start = performance.now();
    await reasonFor(`${'a/'.repeat(40)}${'a'.repeat(60)}b`, {}, [pattern]);
    expect(performance.now() - start).toBeLessThan(1_000);
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
    const found: Walked[] = [];
    for await (const each of walkFiles(folder.list, exclusion)) found.push(each);
    const paths = (kind: string): readonly string[] =>
      found.filter((each) => each.kind === kind).map(({ path }) => path);
    expect(paths('file')).toEqual(['.gitignore', 'B.ts', 'z.ts', 'a/b.ts', 'a/c/d.ts']);
    expect(paths('directory')).toEqual(['', 'a', 'a/c']);
  });
});
