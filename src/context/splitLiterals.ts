import type { SecretSpan } from './secretSpan';

/**
 * The end of a string and the beginning of the next, of which a program makes one: side by side, or
 * with what joins texts in its language between them.
 */
const joint =
  /(["'`])(?:\s{0,4}(?:\+|\.\.?|&|\|\|)\s{0,200}|[ \t]{1,8}|[ \t]{0,8}\\?\r?\n\s{0,200})(?:[rbfuLN@$]{1,2})?\1/g;
/** Of a string on either side; what is longer is cut there. */
const maxPartLength = 300;
/** Of a text that is written in pieces. */
const maxParts = 64;

interface Part {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds secrets that a program puts together of several strings.
 * @param find what finds those that stand in one piece
 */
export function inSplitLiterals(
  text: string,
  find: (joined: string) => readonly SecretSpan[],
): readonly SecretSpan[] {
  return chainsIn(text).flatMap((parts) => {
    const joined = parts.map(({ start, end }) => text.slice(start, end)).join('');
    return find(joined).flatMap(({ start, end, what }) => {
      const [from, to] = [placeIn(parts, start), placeIn(parts, end - 1)];
      // What stands in one piece is found there.
      return from.part === to.part ? [] : [{ start: from.at, end: to.at + 1, what }];
    });
  });
}

/** What stands in strings that belong together, string by string. */
function chainsIn(text: string): readonly (readonly Part[])[] {
  const chains: Part[][] = [];
  let open: Part[] = [];
  for (const { index, 0: between, 1: quote = '' } of text.matchAll(joint)) {
    const start = index + between.length;
    const end = endOf(text, quote, start);
    const goesOn = open.at(-1)?.end === index && open.length < maxParts;
    if (goesOn) open.push({ start, end });
    else {
      open = [
        { start: beginOf(text, quote, index), end: index },
        { start, end },
      ];
      chains.push(open);
    }
  }
  return chains;
}

function beginOf(text: string, quote: string, end: number): number {
  const part = text.slice(Math.max(0, end - maxPartLength), end);
  const at = Math.max(part.lastIndexOf(quote), part.lastIndexOf('\n'));
  return end - (part.length - at - 1);
}

function endOf(text: string, quote: string, start: number): number {
  const part = text.slice(start, start + maxPartLength);
  const at = part.search(quote === '`' ? /[`\n]/ : quote === '"' ? /["\n]/ : /['\n]/);
  return at === -1 ? start + part.length : start + at;
}

function placeIn(
  parts: readonly Part[],
  offset: number,
): { readonly part: Part; readonly at: number } {
  let before = 0;
  let last: Part = { start: 0, end: 0 };
  for (const part of parts) {
    last = part;
    const length = part.end - part.start;
    if (offset < before + length) return { part, at: part.start + offset - before };
    before += length;
  }
  return { part: last, at: last.end };
}
