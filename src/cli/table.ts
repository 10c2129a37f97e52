import { asCell } from '../base/foreignText';

/** Rows as text in columns, each as wide as its longest cell; the last one as it is. */
export function table(cells: readonly (readonly string[])[]): string {
  const rows = cells.map(cleaned);
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) {
      widths[index] = Math.max(widths[index] ?? 0, Array.from(cell).length);
    }
  }
  return rows.map((row) => `${lineOf(row, widths)}\n`).join('');
}

/** One row where the others are not there yet, its columns as wide as told. */
export function tableRow(cells: readonly string[], widths: readonly number[]): string {
  return `${lineOf(cleaned(cells), widths)}\n`;
}

function cleaned(row: readonly string[]): readonly string[] {
  return row.map(asCell);
}

function lineOf(row: readonly string[], widths: readonly number[]): string {
  return row
    .map(
      (cell, index) =>
        cell + ' '.repeat(Math.max(0, (widths[index] ?? 0) - Array.from(cell).length)),
    )
    .join('  ')
    .trimEnd();
}
