/** The built command where it is found through links, and where parts of it are missing. */
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { distFolder } from '../../support/runTrellis';

const run = promisify(execFile);
const launcher = join(import.meta.dirname, '../../../bin/trellis');
const shippedList = join(import.meta.dirname, '../../../.vscodeignore');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-package-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('the command of terminals', () => {
  it('is found through links, relative ones and links to links', async () => {
    await symlink(launcher, join(folder, 'one'));
    await symlink('one', join(folder, 'two'));
    const { stdout } = await run(join(folder, 'two'), ['--version']);
    expect(stdout).toBe(`trellis ${manifest.version}\n`);
  });
});

describe('a copy of cli.js alone', () => {
  it.each([
    [['--version'], 'package.json'],
    [['serve', '--port', '0'], 'embedded.js'],
    [['grammar', 'check', 'g', '--text', 'g'], 'verifier.js'],
    [['grammar', 'lint', 'g'], 'verifier.js'],
    [['grammar', 'sample', 'g'], 'verifier.js'],
    [['generate', 'x', '--regex', 'a'], 'verifier.js'],
  ])('says what is missing and ends with 1: %j', async (args, missing) => {
    const alone = join(folder, 'cli.js');
    await copyFile(join(distFolder, 'cli.js'), alone);
    await writeFile(join(folder, 'g'), 'root ::= "a"');
    const ended = run(process.execPath, [alone, ...args], { cwd: folder });
    await expect(ended).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(
        `^trellis: this copy of trellis is incomplete: [^\\n]*${missing}\\n$`,
      ) as string,
    });
  });
});

describe('the licences that ship', () => {
  it('are those of every package that the bundles hold, and of no tool', async () => {
    const notices = await readFile(join(distFolder, 'ThirdPartyNotices.txt'), 'utf8');
    for (const [name, version] of Object.entries(manifest.dependencies)) {
      expect(notices).toContain(`\n${name} ${version} (`);
    }
    for (const tool of Object.keys(manifest.devDependencies)) {
      expect(notices).not.toContain(`\n${tool} `);
    }
    const shipped = await readFile(shippedList, 'utf8');
    expect(shipped).toContain('!dist/ThirdPartyNotices.txt\n');
  });
});
