/** Levels that JSON from elsewhere may nest: what walks through it takes recursion. */
export const maxJsonDepth = 1_000;

/** Values that JSON from elsewhere may hold: each costs many times the bytes that it is written in. */
export const maxJsonValues = 1_000_000;

/** What JSON from elsewhere may be. */
export interface JsonLimits {
  readonly depth: number;
  readonly values: number;
}

const usualLimits: JsonLimits = { depth: maxJsonDepth, values: maxJsonValues };

/** The value in `text`, or `undefined` where it is not JSON (which `null` and the like are) or beyond bounds. */
export function parseJson(text: string, limits = usualLimits): unknown {
  if (jsonLimitProblem(text, limits) !== undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** How large a text is as JSON, before it is read: what is read may be walked by recursion. */
export interface JsonMeasures {
  /** Lists and objects within one another. */
  readonly depth: number;
  /** Lists and objects, together. */
  readonly nested: number;
  /** Members of objects, together. */
  readonly members: number;
  /** Members and elements that have another one in front of them. */
  readonly further: number;
}

/** Measures a text in one pass, without reading it, so that it need not be JSON. */
export function measureJson(text: string): JsonMeasures {
  let [depth, deepest, nested, members, further] = [0, 0, 0, 0, 0];
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case quote:
        at = endOfString(text, at);
        break;
      case openBracket:
      case openBrace:
        nested++;
        deepest = Math.max(deepest, ++depth);
        break;
      case closeBracket:
      case closeBrace:
        depth--;
        break;
      case colon:
        members++;
        break;
      case comma:
        further++;
        break;
    }
  }
  return { depth: deepest, nested, members, further };
}

/** What a JSON text does that is not read, such as `nests …`. */
export function jsonLimitProblem(
  text: string,
  { depth: deepest, values }: JsonLimits = usualLimits,
): string | undefined {
  // Most texts are one token in a stream.
  if (text.length <= deepest) return undefined;
  const { depth, nested, further } = measureJson(text);
  if (depth > deepest) return `nests more than ${deepest} levels deep`;
  if (nested + further > values) return `holds more than ${values} values`;
  return undefined;
}

/** Whether a value nests more than `deepest` levels; nothing below those is looked at. */
export function isTooDeep(value: unknown, deepest = maxJsonDepth): boolean {
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 1 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next.value !== 'object' || next.value === null) continue;
    if (next.depth > deepest) return true;
    for (const child of Object.values(next.value)) {
      if (typeof child === 'object') open.push({ value: child, depth: next.depth + 1 });
    }
  }
  return false;
}

const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Of the string that begins at `start`, the offset of its closing quote, or the end of the text. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(at - 1 - backslashes) === backslash) backslashes++;
  return backslashes % 2 === 1;
}
