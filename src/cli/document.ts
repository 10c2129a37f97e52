import type { Option } from './options';
import type { Terminal } from './terminal';

/** Offered by every command whose result is a document with a published schema. */
export const jsonOption = {
  type: 'boolean',
  help: 'print one JSON document',
} as const satisfies Option;

/** A value that JSON keeps as it is. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

export function writeDocument({ write }: Terminal, document: JsonValue): void {
  write(`${JSON.stringify(document, null, 2)}\n`);
}

/** Whether a command was asked for a document, also where it could not read its arguments. */
export function asksForDocument(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end === -1 ? args : args.slice(0, end)).includes('--json');
}
