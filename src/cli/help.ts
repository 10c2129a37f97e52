import type { OptionTable } from './options';

export interface HelpParts {
  /** What may follow `trellis`, one line for each form. */
  readonly usage: readonly string[];
  /** Paragraphs, wrapped by hand. */
  readonly about: string;
  readonly options: OptionTable;
  /** What follows the options. */
  readonly notes?: string;
}

const width = 100;

/** The whole help of one command. */
export function helpText({ usage, about, options, notes }: HelpParts): string {
  const [first = '', ...others] = usage;
  const forms = [`Usage: trellis ${first}`, ...others.map((form) => `       trellis ${form}`)];
  const parts = [forms.join('\n'), about.trim(), optionLines(options), notes?.trim() ?? ''];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function optionLines(options: OptionTable): string {
  const rows = Object.entries(options).map(([name, { value, help }]) => ({
    head: value === undefined ? `--${name}` : `--${name} ${value}`,
    help,
  }));
  const margin = Math.max(0, ...rows.map(({ head }) => head.length)) + 4;
  return rows
    .map(({ head, help }) => {
      const lines = wrap(help, width - margin);
      return `  ${head}`.padEnd(margin) + lines.join(`\n${' '.repeat(margin)}`);
    })
    .join('\n');
}

function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > columns) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}
