import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Builds `dist/` before the contract tests, unless that was done: worker threads run built scripts. */
export function setup(): void {
  if (process.env['TRELLIS_DIST'] === 'built') return;
  const root = join(import.meta.dirname, '../..');
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs')], {
    cwd: root,
    stdio: 'inherit',
  });
}
