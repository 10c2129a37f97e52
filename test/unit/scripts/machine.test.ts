import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isInstalled } from '../../../scripts/lib/dependencies.mjs';
import { desktopOnPath, whyNoDisplay } from '../../../scripts/lib/desktop.mjs';
import { loopbackEnvironment } from '../../../scripts/lib/environment.mjs';
import { cacheFolder } from '../../../scripts/lib/paths.mjs';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-machine-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function put(path: string, text = ''): Promise<void> {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), text);
}

describe('the cache folder', () => {
  it.each([
    ['linux', { TRELLIS_CACHE: '/a', XDG_CACHE_HOME: '/b' }, '/a'],
    ['linux', { XDG_CACHE_HOME: '/b' }, join('/b', 'trellis')],
    ['win32', { LOCALAPPDATA: '/c' }, join('/c', 'trellis', 'Cache')],
  ] as const)('on %s with %j is %s', (system, env, expected) => {
    expect(cacheFolder(env, system)).toBe(expected);
  });
});

describe('desktop VS Code', () => {
  it.each([
    ['linux', 'share/code/bin', 'code', 'share/code/code'],
    ['win32', 'VS Code/bin', 'code.cmd', 'VS Code/Code.exe'],
    ['darwin', 'VS.app/Contents/Resources/app/bin', 'code', 'VS.app/Contents/MacOS/Electron'],
  ] as const)(
    'on %s is found from its command on the PATH',
    async (system, bin, command, program) => {
      await put(join(bin, command));
      await put(program);
      const env = { PATH: join(folder, bin) };
      expect(desktopOnPath(env, system)).toBe(join(folder, program));
    },
  );

  it('is not what a remote terminal calls `code`', async () => {
    await put('bin/code');
    await put('code');
    const env = { PATH: join(folder, 'bin') };
    expect(desktopOnPath(env, 'linux')).toBe(join(folder, 'code'));
    expect(desktopOnPath({ ...env, VSCODE_IPC_HOOK_CLI: '/socket' }, 'linux')).toBeUndefined();
  });

  it('needs a display on Linux only', () => {
    expect(whyNoDisplay({}, 'linux')).toMatch(/no display/);
    expect(whyNoDisplay({ DISPLAY: ':0' }, 'linux')).toBeUndefined();
    expect(whyNoDisplay({}, 'darwin')).toBeUndefined();
  });
});

describe('the environment of a test', () => {
  it('has no proxy, and nothing of the program that started it', () => {
    const env = {
      https_proxy: 'p',
      NO_PROXY: 'x',
      VSCODE_PID: '1',
      npm_package_name: 't',
      HOME: '/h',
    };
    expect(loopbackEnvironment(env)).toEqual({ HOME: '/h', EXTENSIONS_GALLERY: '{}' });
  });

  it('keeps the registry that a person set for npm', () => {
    const env = { npm_config_registry: 'https://registry.example' };
    expect(loopbackEnvironment(env)).toMatchObject(env);
  });
});

describe('installed dependencies', () => {
  const lock = (packages: object): string => JSON.stringify({ packages });
  const wanted = {
    '': { version: '1.0.0' },
    'node_modules/a': { version: '1.0.0', integrity: 'x' },
    'node_modules/for-windows': { version: '1.0.0', optional: true },
  };

  it.each([
    ['there is no node_modules', undefined, false],
    [
      'all is there but what is for other systems',
      { 'node_modules/a': { version: '1.0.0', integrity: 'x' } },
      true,
    ],
    ['a version differs', { 'node_modules/a': { version: '0.9.0', integrity: 'y' } }, false],
    ['a package is missing', {}, false],
  ])('are judged by the lock file: %s', async (_, installed, expected) => {
    await put('package-lock.json', lock(wanted));
    if (installed) await put('node_modules/.package-lock.json', lock(installed));
    expect(await isInstalled(folder)).toBe(expected);
  });
});
