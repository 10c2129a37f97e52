import { inCell } from '../base/foreignText';

/** Rows as text in columns, each as wide as its longest cell; the last one as it is. */
export function table(cells: readonly (readonly string[])[]): string {
  const rows = cells.map((row) => row.map(inCell));
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) {
      widths[index] = Math.max(widths[index] ?? 0, Array.from(cell).length);
    }
  }
  return rows.map((row) => `${lineOf(row, widths)}\n`).join('');
}

function lineOf(row: readonly string[], widths: readonly number[]): string {
  return row
    .map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - Array.from(cell).length))
    .join('  ')
    .trimEnd();
}
