import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Builds `dist/` before the contract tests: worker threads run built scripts. */
export function setup(): void {
  const root = join(import.meta.dirname, '../..');
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs')], {
    cwd: root,
    stdio: 'inherit',
  });
}
