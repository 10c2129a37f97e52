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

/** Members that hold what a model wrote, which a program reads as it is; `provider` left whole keys out. */
const answers: ReadonlySet<string> = new Set(['text', 'reasoning']);

export function writeDocument(
  { answer, redact }: Pick<Terminal, 'answer' | 'redact'>,
  document: JsonValue,
): void {
  // Value by value: in the whole text a secret might seem to begin in one and end in the next.
  const shown = (key: string, value: unknown): unknown =>
    typeof value === 'string' && !answers.has(key) ? redact(value) : value;
  answer(`${JSON.stringify(document, shown, 2)}\n`);
}

/** Whether a command was asked for a document, also where it could not read its arguments. */
export function asksForDocument(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end === -1 ? args : args.slice(0, end)).includes('--json');
}
