// @ts-check
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { desktopArguments, desktopOnPath, downloadDesktop } from './desktop.mjs';
import { plainEnvironment } from './environment.mjs';
import { start } from './processes.mjs';
import { engines } from './versions.mjs';

/**
 * Runs a host suite in desktop VS Code. The newest engine is the one on the PATH where there is
 * one, so that a machine without a network can run it.
 * @param {import('./hostInServer.mjs').HostRun} options
 * @returns {Promise<{ readonly problem: import('./testRun.mjs').Problem | undefined, readonly log: string }>}
 */
export async function runInDesktop(options) {
  const version = engines[options.engine].vscode;
  const own = options.engine === 'latest' ? desktopOnPath() : undefined;
  const program = own ?? (await downloadDesktop(version));
  const user = join(options.dataFolder, 'User');
  await mkdir(user, { recursive: true });
  await writeFile(join(user, 'settings.json'), JSON.stringify(options.settings));
  const window = start(
    program,
    [
      options.workspace,
      `--extensionDevelopmentPath=${options.extension}`,
      `--extensionTestsPath=${options.tests}`,
      ...desktopArguments(options.dataFolder, options.trust),
    ],
    {
      env: {
        ...plainEnvironment(),
        ...options.env,
        // Of the one on the PATH nobody asked for a version.
        ...(own ? {} : { TRELLIS_HOST_ENGINE: version }),
      },
    },
  );
  const problem = await options.follow(
    window.exited.then((code) => (code === 0 ? undefined : `VS Code ended with code ${code}`)),
  );
  await window.stop();
  return { problem, log: window.output() };
}
