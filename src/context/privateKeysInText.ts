import { LineIndex } from './lineIndex';
import type { SecretSpan } from './secretSpan';

/** A line between the ends of a key, also quoted, commented or indented. */
const bodyLine = /^[ \t>*#/"'+]{0,40}([A-Za-z0-9+/]{1,80}={0,2})(?:\\n)?[ \t"',;+\\]{0,8}\r?$/;
/** What stands in a key beside such lines: `Proc-Type: 4,ENCRYPTED`, a checksum, nothing. */
const headerLine = /^[ \t]{0,40}(?:[A-Za-z][A-Za-z-]{1,30}: .{0,200}|=[A-Za-z0-9+/]{4})?\r?$/;

const beginning =
  /-----BEGIN (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-\d: .{0,80}|Private-Lines: \d{1,4}/g;
const ending = /-----END (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----/g;
const lastMark = /-----END [A-Z0-9 ]{1,60}-----|^Private-MAC: [0-9a-f]{1,64}/;
const oneLine = /^(?:\\[nr]|\s){0,8}[A-Za-z0-9+/]{40}/;
const noText = /^(?:\\[nr]|[\s"'`+,;\\]){0,80}$/;
const publicBeginning =
  /-----BEGIN (?:[A-Z0-9]{1,20} ){0,4}(?:CERTIFICATE|PUBLIC KEY|SIGNATURE|MESSAGE)/;

/** Less than this between its ends is talk about keys. */
const fewestCharacters = 16;
const fewestLines = 6;
const fullLine = { least: 56, most: 80 };

/** Private keys, also where the edge of the text has cut off one of their ends, or both. */
export function privateKeysIn(text: string): readonly SecretSpan[] {
  const lines = new LineIndex(text);
  return [...fromTheirBeginning(text, lines), ...upToTheirEnd(text, lines), ...unmarked(lines)];
}

function fromTheirBeginning(text: string, lines: LineIndex): readonly SecretSpan[] {
  const found: SecretSpan[] = [];
  let withoutEnd = -1;
  beginning.lastIndex = 0;
  for (let match = beginning.exec(text); match; match = beginning.exec(text)) {
    const from = beginning.lastIndex;
    const line = lines.at(from);
    const rest = text.slice(from, lines.endOf(line));
    // A line is searched once, however much begins in it.
    const inLine = line === withoutEnd ? undefined : markedEnd(rest);
    if (inLine === undefined) withoutEnd = line;
    const end = inLine === undefined ? unmarkedEnd(from, rest, lines) : from + inLine;
    if (bodyLength(text.slice(from, end)) >= fewestCharacters) {
      found.push({ start: match.index, end, what: 'private key' });
    }
    // What begins between the two is a part of it.
    beginning.lastIndex = end;
  }
  return found;
}

function unmarkedEnd(from: number, rest: string, lines: LineIndex): number {
  if (noText.test(rest)) return endBelow(from, lines);
  // Cut off, or mere talk about keys.
  return oneLine.test(rest) ? from + rest.length : from;
}

/** Where the lines end that look like the rest of a key. */
function endBelow(from: number, lines: LineIndex): number {
  let line = lines.at(from);
  while (line + 1 < lines.count) {
    const next = lines.text(line + 1);
    const end = markedEnd(next);
    if (end !== undefined) return lines.startOf(line + 1) + end;
    if (!isOfKey(next) && !next.includes('-----END ')) break;
    line++;
  }
  return lines.endOf(line);
}

function markedEnd(line: string): number | undefined {
  const match = lastMark.exec(line);
  return match ? match.index + match[0].length : undefined;
}

function upToTheirEnd(text: string, lines: LineIndex): readonly SecretSpan[] {
  return [...text.matchAll(ending)].flatMap(({ index, 0: foot }) => {
    const line = lines.at(index);
    const before = text.slice(lines.startOf(line), index);
    let first = line;
    if (/^[ \t>*#/"'+]*$/.test(before.slice(0, 16))) {
      while (first > 0 && isOfKey(lines.text(first - 1))) first--;
    }
    const start = first === line ? index - bodyAtEnd(before) : lines.startOf(first);
    if (bodyLength(text.slice(start, index)) < fewestCharacters) return [];
    return [{ start, end: index + foot.length, what: 'private key' }];
  });
}

function isOfKey(line: string): boolean {
  return bodyLine.test(line) || headerLine.test(line);
}

/** Many full lines of base64 in a row that nothing says to be public: the middle of a key, maybe. */
function unmarked(lines: LineIndex): readonly SecretSpan[] {
  const found: SecretSpan[] = [];
  for (let at = 0; at < lines.count; at++) {
    if (!isFull(lines, at)) continue;
    const first = at;
    while (at + 1 < lines.count && isFull(lines, at + 1)) at++;
    if (at - first + 1 < fewestLines || publicBeginning.test(lines.text(first - 1))) continue;
    // The last line of a key is shorter, and so may be the first that is seen of it.
    const next = lines.text(at + 1);
    const last = next !== '' && bodyLine.test(next) ? at + 1 : at;
    const cut = first === 1 && bodyLine.test(lines.text(0)) ? 0 : first;
    const what = 'possible private key';
    found.push({ start: lines.startOf(cut), end: lines.endOf(last), what });
  }
  return found;
}

function isFull(lines: LineIndex, at: number): boolean {
  const length = lines.endOf(at) - lines.startOf(at);
  if (length < fullLine.least || length > fullLine.most + 24) return false;
  const body = bodyLine.exec(lines.text(at))?.[1] ?? '';
  // Hashes have but digits of sixteen; a key has all letters.
  return body.length >= fullLine.least && /[g-z]/.test(body) && /[G-Z]/.test(body);
}

/** Of the characters that a key is written in, how many stand together at most. */
function bodyLength(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/[A-Za-z0-9+/]{8,}/g)) longest = Math.max(longest, run.length);
  return longest;
}

/** How much of the end of a text may be a key on one line, with `\n` written out. */
function bodyAtEnd(text: string): number {
  let start = text.length;
  while (start > 0 && /[A-Za-z0-9+/=\\]/.test(text[start - 1] ?? '')) start--;
  return text.length - start;
}
