import { parseArgs } from 'node:util';
import { parseOptionName, quoteIfShort } from '../base/quoting';
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
  if (extra !== undefined) {
    throw new UsageError(`unexpected argument ${quoteIfShort(extra, 'after the expected ones')}`);
  }
  const read = Object.entries(table).map(([name, { type, multiple }]) => {
    const unset = type === 'boolean' ? false : multiple ? [] : undefined;
    return [name, values[name] ?? unset] as const;
  });
  return { values: Object.fromEntries(read) as Values<Table>, positionals };
}

interface Parsed {
  readonly values: Readonly<Record<string, unknown>>;
  readonly positionals: readonly string[];
}

/** Node's reader takes the arguments apart; what is wrong with them is said here, in one sentence. */
function parse(args: readonly string[], table: OptionTable): Parsed {
  const options = Object.fromEntries(
    Object.entries(table).map(([name, { type, multiple = false }]) => [name, { type, multiple }]),
  );
  const { tokens } = parseArgs({
    args: args.map((argument) => (isText(argument) ? '-' : argument)),
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const end = tokens.find(({ kind }) => kind === 'option-terminator')?.index ?? args.length;
  const values: Record<string, string | boolean | readonly string[]> = {};
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') {
      const text = args[token.index] ?? '';
      if (token.index < end) refuseOption(text);
      positionals.push(text);
    }
    if (token.kind !== 'option') continue;
    const { name } = token;
    const option = Object.hasOwn(table, name) ? table[name] : undefined;
    if (!option) throw new UsageError(noOption(token.rawName));
    const following = args[token.index + 1];
    const value = valueOf(name, option, token.inlineValue === false ? { following } : token);
    if (option.multiple) values[name] = [...listAt(values, name), String(value)];
    else if (typeof value === 'string' && name in values) {
      throw new UsageError(`--${name} is given twice`);
    } else values[name] = value;
  }
  return { values, positionals };
}

function listAt(
  values: Readonly<Record<string, string | boolean | readonly string[]>>,
  name: string,
): readonly string[] {
  const list = values[name];
  return typeof list === 'object' ? list : [];
}

/** @param given behind `=`, or as the argument that follows; neither for a switch */
function valueOf(
  name: string,
  { type, value: what = 'VALUE' }: Option,
  {
    value,
    following,
  }: { readonly value?: string | undefined; readonly following?: string | undefined },
): string | boolean {
  if (type === 'boolean') {
    if (value === undefined) return true;
    throw new UsageError(`--${name} takes no value`);
  }
  const given = value ?? following;
  if (given === undefined) throw new UsageError(`--${name} takes a value: --${name} ${what}`);
  if (value === undefined && given.startsWith('--') && !isText(given)) {
    const next = parseOptionName(given) === given ? given : undefined;
    const meant = `write --${name}=${next ?? what} if it is meant`;
    const looks = `${next ?? 'what follows'} looks like an option`;
    throw new UsageError(`--${name} takes a value, and ${looks}; ${meant}`);
  }
  return given;
}

/**
 * No option here is a single letter: `-5 + 3` is a text, and so is whatever cannot be an option's
 * name. To Node a lone dash is one, too, and stands for all of them.
 */
function isText(argument: string): boolean {
  return argument !== '' && !/^(?:[^-]|--$|--[a-z])/i.test(argument);
}

/** `-x` was meant as an option, `-5` and `- one` were not. */
function refuseOption(text: string): void {
  if (!isText(text) || !/^-+[a-z]\S*$/i.test(text)) return;
  throw new UsageError(noOption(text));
}

function noOption(name: string): string {
  const option = parseOptionName(name) ?? 'among those that were given';
  return `unknown option ${option}; put text that begins with a dash after --`;
}

export interface NumberRange {
  readonly min: number;
  readonly max: number;
}

/** The whole number that an option was given, if it was. */
export function readInteger(
  name: string,
  text: string | undefined,
  { min: least, max: most }: NumberRange,
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^-?\d+$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(
    `--${name} takes a whole number from ${least} to ${most}, not ${quoteIfShort(text)}`,
  );
}

/** The number that an option was given, if it was. */
export function readNumber(
  name: string,
  text: string | undefined,
  { min: least, max: most }: NumberRange,
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== '' && value >= least && value <= most) return value;
  throw new UsageError(
    `--${name} takes a number from ${least} to ${most}, not ${quoteIfShort(text)}`,
  );
}

/** A variable or an option that is set to nothing is one that is not set. */
export function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
