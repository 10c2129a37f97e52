/**
 * Python's ways of writing values and of complaining about JSON, because vLLM's error texts are
 * made of them and clients match on those.
 */

const maxInputLength = 200;

/** `repr()` of a string: single quotes unless only double ones avoid escapes. */
export function reprString(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replaceAll(quote, `\\${quote}`);
  return quote + escaped + quote;
}

/** An exception as `repr()` shows it. */
export class PythonException {
  constructor(
    readonly kind: 'ValueError' | 'VLLMValidationError',
    readonly message: string,
  ) {}
}

/** Members of a value that are written: who sends a million of the wrong kind sees enough. */
const maxMembers = 10_000;

/** `repr()` of a JSON value, or of an exception; of a vast one the beginning. */
export function repr(value: unknown): string {
  let left = maxMembers;
  const members = <T>(all: readonly T[], write: (member: T) => string): string => {
    const written: string[] = [];
    for (const member of all) {
      if (left-- <= 0) return [...written, '...'].join(', ');
      written.push(write(member));
    }
    return written.join(', ');
  };
  const write = (part: unknown): string => {
    if (typeof part === 'string') return reprString(part);
    if (part instanceof PythonException) return `${part.kind}(${reprString(part.message)})`;
    if (Array.isArray(part)) return `[${members(part, write)}]`;
    if (!isRecord(part)) return str(part);
    return `{${members(Object.keys(part), (key) => `${reprString(key)}: ${write(part[key])}`)}}`;
  };
  return write(value);
}

/** `str()` of a JSON scalar. */
export function str(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A float as Python writes it, so `3` becomes `3.0`. */
export function floatText(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e16 ? `${value}.0` : String(value);
}

/** The bounded description of an input that vLLM quotes in validation errors since 0.30. */
export function describeInput(value: unknown): string {
  if (Array.isArray(value)) return `<list of ${value.length} items>`;
  if (isRecord(value)) return `<dict of ${Object.keys(value).length} items>`;
  const text = typeof value === 'string' ? value : str(value);
  return text.length > maxInputLength ? `${text.slice(0, maxInputLength)}...` : text;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
