import { parseArgs } from 'node:util';
import { UsageError } from './usageError';

/** One option of a command, as it is read and as it is explained. */
export interface Option {
  readonly type: 'string' | 'boolean';
  readonly multiple?: true;
  /** Stands for the value in the help. */
  readonly value?: string;
  readonly help: string;
}

/** By name, without dashes. */
export type OptionTable = Readonly<Record<string, Option>>;

export type Values<Table extends OptionTable> = {
  readonly [Name in keyof Table]: Table[Name]['type'] extends 'boolean'
    ? boolean
    : Table[Name] extends { readonly multiple: true }
      ? readonly string[]
      : string | undefined;
};

export interface Arguments<Table extends OptionTable> {
  readonly values: Values<Table>;
  /** As many as were asked for. */
  readonly positionals: readonly string[];
}

/**
 * Reads the arguments of a command. Throws a `UsageError` where they are not what the table and the
 * names of the positional arguments say.
 */
export function readArguments<const Table extends OptionTable>(
  args: readonly string[],
  table: Table,
  names: readonly string[] = [],
): Arguments<Table> {
  const { values, positionals } = parse(args, table);
  const missing = names[positionals.length];
  if (missing !== undefined) throw new UsageError(`${missing} is missing`);
  const extra = positionals[names.length];
  if (extra !== undefined) throw new UsageError(`unexpected argument “${extra}”`);
  const read = Object.entries(table).map(([name, { type, multiple }]) => {
    const unset = type === 'boolean' ? false : multiple ? [] : undefined;
    return [name, values[name] ?? unset] as const;
  });
  return { values: Object.fromEntries(read) as Values<Table>, positionals };
}

function parse(
  args: readonly string[],
  options: OptionTable,
): { readonly values: Readonly<Record<string, unknown>>; readonly positionals: readonly string[] } {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    // What Node says stands on several lines.
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(message.replace(/\s*\n\s*/g, ' '));
  }
}

export interface Range {
  readonly least: number;
  readonly most: number;
}

/** The whole number that an option was given, if it was. */
export function readInteger(
  name: string,
  text: string | undefined,
  { least, most }: Range,
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^-?\d+$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(`--${name} takes a whole number from ${least} to ${most}, not “${text}”`);
}

/** The number that an option was given, if it was. */
export function readNumber(
  name: string,
  text: string | undefined,
  { least, most }: Range,
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== '' && value >= least && value <= most) return value;
  throw new UsageError(`--${name} takes a number from ${least} to ${most}, not “${text}”`);
}
