// @ts-check
/** Writes the examples of `docs/serving.md` anew, by the built command line. `node scripts/servingExamples.mjs`. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const page = join(root, 'docs/serving.md');
/** A command, and the blocks behind it that it writes: its result, and what it says beside it. */
const example =
  /(```sh\ntrellis (deploy [^\n]*)\n```\n[^]*?```(?:yaml|text|sh)\n)[^]*?(```\n[^]*?```text\n)[^]*?(```\n)/g;

const text = readFileSync(page, 'utf8');
const written = text.replace(
  example,
  (
    /** @type {string} */ _,
    /** @type {string} */ head,
    /** @type {string} */ command,
    /** @type {string} */ middle,
    /** @type {string} */ tail,
  ) => {
    const args = [join(root, 'dist/cli.js'), ...command.split(' ')];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`trellis ${command} ended with ${status}: ${stderr}`);
    return `${head}${stdout}${middle}${stderr}${tail}`;
  },
);
writeFileSync(page, written);
