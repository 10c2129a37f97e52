/** The page on emulation tells what the engine does. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { quirkTableText } from '../../../scripts/lib/quirkTable.mjs';
import { quirkTable } from '../../../src/embedded/emulation/quirks';

const page = join(import.meta.dirname, '../../../docs/emulation.md');

/** Cells without the padding that makes a table legible. */
const cellsOf = (table: string): readonly string[] =>
  table
    .trim()
    .split('\n')
    .map((line) => line.replace(/\s+\|/g, ' |').replace(/\|\s+/g, '| ').replace(/-{3,}/g, '---'));

it('docs/emulation.md has the table of quirks as it is (node scripts/quirks.mjs)', () => {
  const [, table = ''] = readFileSync(page, 'utf8').split('<!-- table: scripts/quirks.mjs -->');
  expect(cellsOf(table)).toEqual(cellsOf(quirkTableText(quirkTable)));
});
