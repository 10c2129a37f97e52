import { keyBodyLine } from './keyLines';
import type { LineIndex } from './lineIndex';
import type { SecretSpan } from './secretSpan';

/** `PRIVATE KEY` in base64, by where it begins in three bytes; letters that it shares are left out. */
const marks = ['UFJJVkFURSBLRV', 'BSSVZBVEUgS0VZ', 'QUklWQVRFIEtFW'];
const maxMarkLength = 14;

/** Lines of base64 are longer, but for the last one. */
const fullLine = 40;
/** A pair of a certificate and a key takes less. */
const maxKeyLength = 64 * 1024;
/** Less than this is the beginning of a key, without any of it. */
const minCharacters = 64;

const run = /[A-Za-z0-9+/]+={0,2}/y;
/** What stands between two lines: in a list, a program's strings, a string of JSON or a form. */
const between =
  /(?:\\{1,4}[nr]|%0[AD]|&#(?:1[03]|x[ad]);|\+(?=\s)|(?<=\s)\+|[\s"'`,;>|*#\\.&]){1,100}/iy;
const lineBreak = /[\n\r]|\\[nr]|%0[AD]|&#(?:1[03]|x[ad]);/i;

/**
 * Private keys in base64 around the base64 that they are made of anyway, as in secrets of Kubernetes:
 * from the first to the last of their lines, however they are wrapped.
 */
export function encodedKeys(text: string, lines: LineIndex): readonly SecretSpan[] {
  const found: SecretSpan[] = [];
  let end = 0;
  for (const at of [...markedPlaces(text), ...splitMarks(lines)].sort((a, b) => a - b)) {
    if (at < end) continue;
    const start = beginOf(text, lines, at);
    end = endOf(text, at);
    if (end - start < minCharacters) continue;
    found.push({ start, end, what: 'private key' });
  }
  return found;
}

function markedPlaces(text: string): readonly number[] {
  return marks.flatMap((mark) => {
    const places: number[] = [];
    for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + mark.length)) {
      places.push(at);
    }
    return places;
  });
}

/** Of each row of full lines in which a line break stands within the mark, where it begins. */
function splitMarks(lines: LineIndex): readonly number[] {
  const places: number[] = [];
  for (let at = 1; at < lines.count; at++) {
    const [above, below] = [bodyOf(lines, at - 1), bodyOf(lines, at)];
    if (above === '' || below === '') continue;
    const seam = above.slice(-maxMarkLength) + below.slice(0, maxMarkLength);
    if (marks.some((mark) => seam.includes(mark))) places.push(lines.startOf(at - 1));
  }
  return places;
}

/** A full line's base64, without what it is quoted or indented by. */
function bodyOf(lines: LineIndex, line: number): string {
  const length = lines.endOf(line) - lines.startOf(line);
  if (length < fullLine || length > 200) return '';
  const body = /[A-Za-z0-9+/]{40,}={0,2}/.exec(lines.text(line))?.[0] ?? '';
  return keyBodyLine.test(lines.text(line)) || body.length > length / 2 ? body : '';
}

/** Of the base64 that a place is in, and of full lines above it. */
function beginOf(text: string, lines: LineIndex, at: number): number {
  let line = lines.at(at);
  let start = runBefore(text, at);
  const isBelow = (): boolean =>
    line > 0 && at - start < maxKeyLength && bodyOf(lines, line - 1) !== '';
  while (isOpening(text.slice(lines.startOf(line), start)) && isBelow()) {
    line--;
    const above = lines.text(line);
    start = lines.startOf(line) + above.indexOf(bodyOf(lines, line));
  }
  return start;
}

/** What a line of base64 is indented, quoted or commented by. */
function isOpening(text: string): boolean {
  return /^[ \t>*#/"'+]{0,60}$/.test(text);
}

function runBefore(text: string, at: number): number {
  let start = at;
  while (start > 0 && /[A-Za-z0-9+/]/.test(text[start - 1] ?? '')) start--;
  return start;
}

/** The end of the base64 that a place is in, and of all lines of it below, the last of them short. */
function endOf(text: string, at: number): number {
  let end = runAt(text, at);
  let length = end - runBefore(text, at);
  while (end - at < maxKeyLength && length >= fullLine && text[end - 1] !== '=') {
    between.lastIndex = end;
    const gap = between.exec(text)?.[0];
    if (gap === undefined) break;
    const next = runAt(text, end + gap.length);
    length = next - end - gap.length;
    const isLast = length < fullLine;
    if (length === 0 || (isLast && !(lineBreak.test(gap) && endsLine(text, next)))) break;
    end = next;
  }
  return end;
}

/** Whether no word but the rest of a program's string or list stands behind a place. */
function endsLine(text: string, at: number): boolean {
  return /^(?:$|["'`,;|\])}\\&%]|[ \t]{0,40}(?:\r?\n|$))/.test(text.slice(at, at + 42));
}

function runAt(text: string, at: number): number {
  run.lastIndex = at;
  return run.test(text) ? run.lastIndex : at;
}
