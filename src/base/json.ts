/** Levels that JSON from elsewhere may nest: what walks through it takes recursion. */
export const deepestJson = 1_000;

/** Values that JSON from elsewhere may hold: each costs many times the bytes that it is written in. */
export const mostJsonValues = 1_000_000;

/** The value in `text`, or `undefined` where it is not JSON (which `null` and the like are) or beyond bounds. */
export function parseJson(text: string): unknown {
  if (beyondBounds(text) !== undefined) return undefined;
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

/** What a JSON text does that is not read, such as `nests …`; found in one pass, without recursion. */
export function beyondBounds(text: string, deepest = deepestJson): string | undefined {
  // Most texts are one token in a stream.
  if (text.length <= deepest) return undefined;
  let depth = 0;
  let values = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case quote:
        at = endOfString(text, at);
        break;
      case openBracket:
      case openBrace:
        values++;
        if (++depth > deepest) return `nests more than ${deepest} levels deep`;
        break;
      case closeBracket:
      case closeBrace:
        depth--;
        break;
      case comma:
        values++;
        break;
    }
    if (values > mostJsonValues) return `holds more than ${mostJsonValues} values`;
  }
  return undefined;
}

/** The same of a value: levels that it nests, up to those that are too many. */
export function isTooDeep(value: unknown, deepest = deepestJson): boolean {
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

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
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
