// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

/** Native modules of VS Code that are not prebuilt (the watchdog has had two names). */
const standIns = {
  '@vscode/spdlog': 'spdlog.mjs',
  '@vscode/native-watchdog': 'watchdog.mjs',
  'native-watchdog': 'watchdog.mjs',
};

/**
 * Puts our stand-ins in the place of the native modules that cannot be loaded.
 * @param {string} modules A node_modules folder.
 */
export async function placeStandIns(modules) {
  const { build } = await import('esbuild');
  for (const [name, standIn] of Object.entries(standIns)) {
    if (!existsSync(join(modules, name))) continue;
    await build({
      entryPoints: [join(root, 'scripts', 'standIns', standIn)],
      outfile: join(modules, name, 'index.js'),
      platform: 'node',
      format: 'cjs',
      allowOverwrite: true,
      logLevel: 'warning',
    });
  }
}
