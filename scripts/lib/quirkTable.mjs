// @ts-check
/** The table of `docs/emulation.md`, one row for each quirk. */

/**
 * @typedef {{
 *   claim: string, since?: string, until?: string, frontend?: string, plain?: boolean,
 *   evidence: string, source: string,
 * }} QuirkRow
 */

/**
 * Writes quirks as a Markdown table.
 * @param {Readonly<Record<string, QuirkRow>>} table
 * @returns {string}
 */
export function quirkTableText(table) {
  const rows = Object.values(table).map((row) => [
    datesOf(row),
    row.claim,
    row.evidence,
    row.source,
  ]);
  const all = [
    ['Releases', 'What a client sees', 'Known how', 'Where'],
    ['---', '---', '---', '---'],
  ];
  return [...all, ...rows].map((cells) => `| ${cells.map(escaped).join(' | ')} |`).join('\n');
}

/** @param {QuirkRow} row */
function datesOf({ since, until, frontend, plain }) {
  const place = frontend === undefined || frontend === 'python' ? '' : `${frontend}, `;
  const from = since === undefined ? 'all' : `since ${since}`;
  const dates = until === undefined ? from : `${since ?? 'oldest'} to before ${until}`;
  const own = plain === undefined ? '' : plain ? '; also plain' : '; not plain';
  return `${place}${dates}${own}`;
}

/** @param {string} cell */
function escaped(cell) {
  return cell.replaceAll('|', '\\|');
}
