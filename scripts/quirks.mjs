// @ts-check
/** Writes the table of quirks into `docs/emulation.md`. `node scripts/quirks.mjs`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { format, resolveConfig } from 'prettier';
import { quirkTableText } from './lib/quirkTable.mjs';

const root = join(import.meta.dirname, '..');
const page = join(root, 'docs/emulation.md');
const start = '<!-- table: scripts/quirks.mjs -->';

const { outputFiles } = await build({
  entryPoints: [join(root, 'src/embedded/emulation/quirks.ts')],
  bundle: true,
  format: 'esm',
  write: false,
});
const code = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64');
/** @type {unknown} */
const loaded = await import(`data:text/javascript;base64,${code}`);
const { quirkTable } =
  /** @type {{ quirkTable: Readonly<Record<string, import('./lib/quirkTable.mjs').QuirkRow>> }} */ (
    loaded
  );
const text = readFileSync(page, 'utf8');
const above = text.slice(0, text.indexOf(start) + start.length);
const config = await resolveConfig(page);
const written = `${above}\n\n${quirkTableText(quirkTable)}\n`;
writeFileSync(page, await format(written, { ...config, filepath: page }));
