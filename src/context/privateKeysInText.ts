import { consistsOfWords } from './randomness';
import { keyBodyLine, isMostlyKeyBody } from './keyLines';
import { normalizeText } from '../base/normalizedText';
import { encodedKeys } from './encodedKeys';
import { truncatedKeysIn } from './truncatedKeysInText';
import { LineIndex } from './lineIndex';
import type { SecretSpan } from './secretSpan';

/** What stands in a key beside such lines: `Proc-Type: 4,ENCRYPTED`, a checksum, nothing. */
const headerLine = /^[ \t]{0,40}(?:[A-Za-z][A-Za-z-]{1,30}: .{0,200}|=[A-Za-z0-9+/]{4})?\r?$/;

const beginning =
  /-----BEGIN[ +](?:[A-Z0-9]{1,20}[ +]){0,4}PRIVATE[ +]KEY(?:[ +]BLOCK)?-----|---- BEGIN SSH2 (?:ENCRYPTED )?PRIVATE KEY ----|PuTTY-User-Key-File-\d: .{0,80}|Private-Lines: \d{1,4}/g;
const ending =
  /-----END[ +](?:[A-Z0-9]{1,20}[ +]){0,4}PRIVATE[ +]KEY(?:[ +]BLOCK)?-----|---- END SSH2 (?:ENCRYPTED )?PRIVATE KEY ----/g;
/** One of these is in each of them; looking for words takes less than looking for patterns. */
const marks = ['PRIVATE KEY', 'PRIVATE+KEY', 'PuTTY-User-Key-File', 'Private-Lines'];
const lastMark =
  /-----END[ +][A-Z0-9 +]{1,60}-----|---- END SSH2 [A-Z ]{1,30} ----|^Private-MAC: [0-9a-f]{1,64}/;
const oneLine = /^(?:\\[nr]|\s){0,8}[A-Za-z0-9+/]{40}/;
/** With all that stands around its lines: one of 16,384 bits takes 13,000 characters by itself. */
const maxKeyLength = 32 * 1024;
const noText = /^(?:\\[nr]|[\s"'`+,;\\]){0,80}$/;
/** Less than this between its ends is talk about keys. */
const minCharacters = 16;
const maxLineFrame = 40;
const bodyRun = /[A-Za-z0-9+/]{8,}/g;

/** How a mark looks in an address, a form, a page or an escaped string; looked for, as above. */
const disguise =
  /PRIVATE(?:[%&\\][\w#%;{}]{1,12})KEY|(?:%(?:25){0,3}2d|&#(?:45|x2d);|\\{1,8}(?:u00|x)2d){4}/i;

/** Private keys, also where the edge of the text has cut off one of their ends, or both. */
export function privateKeysIn(text: string): readonly SecretSpan[] {
  const lines = new LineIndex(text);
  return [
    ...markedKeys(text, lines),
    ...disguisedKeys(text),
    ...encodedKeys(text, lines),
    ...truncatedKeysIn(lines),
  ];
}

function markedKeys(text: string, lines: LineIndex): readonly SecretSpan[] {
  if (!marks.some((mark) => text.includes(mark))) return [];
  return [
    ...betweenTheirEnds(text),
    ...fromTheirBeginning(text, lines),
    ...upToTheirEnd(text, lines),
  ];
}

/** Private keys where characters are written as codes, as in `%2D` and `&#45;`. */
function disguisedKeys(text: string): readonly SecretSpan[] {
  if (!disguise.test(text)) return [];
  const { text: plain, from, to } = normalizeText(text);
  return markedKeys(plain, new LineIndex(plain)).map(({ start, end, what }) => ({
    start: from[start] ?? 0,
    end: to[end - 1] ?? text.length,
    what,
  }));
}

/** However the lines between are written: in a program's strings, a list, a patch, a log. */
function betweenTheirEnds(text: string): readonly SecretSpan[] {
  const ends = [...text.matchAll(ending)];
  let next = 0;
  return [...text.matchAll(beginning)].flatMap(({ index: start, 0: head }, at, heads) => {
    const from = start + head.length;
    while ((ends[next]?.index ?? Infinity) < from) next++;
    const { index, 0: foot } = ends[next] ?? { index: Infinity, 0: '' };
    if (index - from > maxKeyLength || index > (heads[at + 1]?.index ?? Infinity)) return [];
    if (!isMostlyKeyBody(text.slice(from, index))) return [];
    return [{ start, end: index + foot.length, what: 'private key' }];
  });
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
    if (isBody(text.slice(from, end))) {
      found.push({ start: match.index, end, what: 'private key' });
    }
    // What begins between the two is a part of it.
    beginning.lastIndex = end;
  }
  return found;
}

function unmarkedEnd(from: number, rest: string, lines: LineIndex): number {
  if (noText.test(rest) || isAroundLine(rest)) return endBelow(from, lines);
  // Cut off, or mere talk about keys.
  return oneLine.test(rest) ? from + rest.length : from;
}

/** As in `lines.push('` and `\\n');`: what a program says on either side of a line of a key. */
function isAroundLine(text: string): boolean {
  return text.length <= maxLineFrame && !/[A-Za-z0-9+/]{16}/.test(text);
}

/** Where the lines end that look like the rest of a key. */
function endBelow(from: number, lines: LineIndex): number {
  let line = lines.at(from);
  while (line + 1 < lines.count) {
    const next = lines.text(line + 1);
    const end = markedEnd(next);
    if (end !== undefined) return lines.startOf(line + 1) + end;
    if (!isOfKey(next) && !next.includes('---- END ') && !next.includes('-----END ')) break;
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
    if (isAroundLine(before)) {
      // Of a key, only the last line is short.
      if (line > 1 && isMostlyKeyBody(lines.text(line - 2))) first--;
      while (first > 0 && isOfKey(lines.text(first - 1))) first--;
    }
    const start = first === line ? index - bodyAtEnd(before) : lines.startOf(first);
    if (!isBody(text.slice(start, index))) return [];
    return [{ start, end: index + foot.length, what: 'private key' }];
  });
}

function isOfKey(line: string): boolean {
  return keyBodyLine.test(line) || headerLine.test(line) || isMostlyKeyBody(line);
}

/** Whether what stands between the ends of a key is one, and no talk or code about keys. */
function isBody(text: string): boolean {
  const runs = text.match(bodyRun) ?? [];
  return runs.some((run) => run.length >= minCharacters && !consistsOfWords(run));
}

/** How much of the end of a text may be a key on one line, with `\n` written out. */
function bodyAtEnd(text: string): number {
  let start = text.length;
  while (start > 0 && /[A-Za-z0-9+/=\\]/.test(text[start - 1] ?? '')) start--;
  return text.length - start;
}
