import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageFolders, thirdPartyNotices } from '../../../scripts/lib/notices.mjs';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-notices-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function pack(
  name: string,
  licence: string,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const path = join(folder, name);
  await mkdir(path, { recursive: true });
  const manifest = JSON.stringify({ name, version: '1.2.3', license: licence });
  for (const [file, text] of Object.entries({ ...files, 'package.json': manifest })) {
    await writeFile(join(path, file), text);
  }
  return path;
}

describe('the packages of a bundle', () => {
  it('are found by the files that it is made of', () => {
    const files = [
      'src/extension.ts',
      'node_modules/zod/v4/core/api.js',
      'node_modules/zod/v4/index.js',
      'node_modules/openai/node_modules/ms/index.js',
      'plugin:/home/x/node_modules/@mlc-ai/web-xgrammar/lib/index.js',
    ];
    expect(packageFolders(files)).toEqual([
      '/home/x/node_modules/@mlc-ai/web-xgrammar',
      'node_modules/openai/node_modules/ms',
      'node_modules/zod',
    ]);
  });
});

describe('the notices', () => {
  it('hold every package, its release, its licence and what it wants to be told', async () => {
    const folders = [
      await pack('one', 'MIT', { LICENSE: 'one may', 'LICENSE-THIRD.txt': 'and more' }),
      await pack('two', 'ISC', { 'license.md': 'two may', NOTICE: 'by them', 'read.me': 'no' }),
    ];
    const text = await thirdPartyNotices(folders);
    expect(text).toContain('one 1.2.3 (MIT)\n\none may\n\nand more\n');
    expect(text).toContain('two 1.2.3 (ISC)\n\ntwo may\n\nby them\n');
    expect(text).not.toContain('no\n');
  });

  it('have the known text where a package names its licence only', async () => {
    const text = await thirdPartyNotices([await pack('three', 'MIT', {})]);
    expect(text).toContain(
      'three 1.2.3 (MIT)\n\nMIT License\n\nCopyright (c) the authors of three\n',
    );
  });

  it('are not made where a licence is missing', async () => {
    const folders = [await pack('four', 'SEE LICENSE IN MIND', {})];
    await expect(thirdPartyNotices(folders)).rejects.toThrow('SEE LICENSE IN MIND');
  });
});
