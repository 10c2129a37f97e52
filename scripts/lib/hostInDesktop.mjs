// @ts-check
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { downloadDesktop, whyNoWindow } from './desktop.mjs';
import { plainEnvironment } from './environment.mjs';
import { engines } from './versions.mjs';
import { run } from './processes.mjs';

/** Why the desktop cannot run host suites here; undefined where it can. */
export const whyNoDesktop = whyNoWindow;

/**
 * Runs a host suite in a desktop VS Code of the very version that the server build has.
 * @param {import('./hostInServer.mjs').HostRun} options
 * @returns {Promise<{ readonly problem: string | undefined, readonly log: string }>}
 */
export async function runInDesktop(options) {
  const version = engines[options.engine].vscode;
  const program = await downloadDesktop(version);
  const user = join(options.dataFolder, 'User');
  await mkdir(user, { recursive: true });
  await writeFile(join(user, 'settings.json'), JSON.stringify(options.settings));
  const { code, output } = await run(
    program,
    [
      options.workspace,
      `--extensionDevelopmentPath=${options.extension}`,
      `--extensionTestsPath=${options.tests}`,
      `--user-data-dir=${options.dataFolder}`,
      `--extensions-dir=${join(options.dataFolder, 'extensions')}`,
      ...(options.trust === 'given' ? ['--disable-workspace-trust'] : []),
      '--no-sandbox',
      '--disable-gpu-sandbox',
      '--disable-updates',
      '--skip-welcome',
      '--skip-release-notes',
    ],
    { env: { ...plainEnvironment(), ...options.env }, limitMs: options.limitMs },
  );
  return { problem: code === 0 ? undefined : `VS Code ended with code ${code}`, log: output };
}
