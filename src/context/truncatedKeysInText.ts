import { areRandomLines } from './randomness';
import { keyBodyLine } from './keyLines';
import type { LineIndex } from './lineIndex';
import type { SecretSpan } from './secretSpan';

const minLines = 6;
const fullLine = { least: 56, most: 80 };
/** A label that says what follows, or precedes, to be public, or no key at all. */
const label = /-{4,5} ?(?:BEGIN|END) |Content-Transfer-Encoding|;base64,|^ssh-|gpgsig/;
/** Between a label and the body stand headers and a blank line. */
const maxHeaders = 4;
/** What a model's markers and a fence leave of a line that the edge of a text is in. */
const cutBegin = /^(?:.*[>\]] ?)?[A-Za-z0-9+/]{0,80}={0,2}\r?$/;
const cutEnd = /^[ \t]{0,40}[A-Za-z0-9+/]{0,80}={0,2} ?(?:[<[].*)?\r?$/;
const fence = /^[ \t]*(?:```|~~~)/;
/** How pictures, archives, fonts and programs begin when they are written so. */
const knownFiles =
  /^(?:iVBORw0KG|\/9j\/|R0lGOD|JVBERi|H4sI|UEsDB|AGFzb|d09G|UklGR|PHN2Zy|T2dnU|SUkq|AAAB[AI])/;

/**
 * Many full lines of base64 that look drawn by chance, where the edge of the text has cut off what
 * would say what they are: the middle of a key, maybe.
 */
export function truncatedKeysIn(lines: LineIndex): readonly SecretSpan[] {
  const found: SecretSpan[] = [];
  for (let at = 0; at < lines.count; at++) {
    if (!isFull(lines, at)) continue;
    const first = at;
    while (at + 1 < lines.count && isFull(lines, at + 1)) at++;
    const span = keyIn(lines, first, at);
    if (span) found.push(span);
  }
  return found;
}

function keyIn(lines: LineIndex, first: number, last: number): SecretSpan | undefined {
  if (last - first + 1 < minLines) return undefined;
  // The last line of a key is shorter, and so may be the first that is seen of it.
  const next = lines.text(last + 1);
  const end = next !== '' && keyBodyLine.test(next) ? last + 1 : last;
  const start = first === 1 && keyBodyLine.test(lines.text(0)) ? 0 : first;
  if (!isCutAbove(lines, start) && !isCutBelow(lines, end)) return undefined;
  if (isLabelled(lines, start, end)) return undefined;
  const bodies = Array.from({ length: last - first + 1 }, (_, at) =>
    bodyOf(lines.text(first + at)),
  );
  if (knownFiles.test(bodies[0] ?? '') || !areRandomLines(bodies)) return undefined;
  return { start: lines.startOf(start), end: lines.endOf(end), what: 'possible private key' };
}

function isCutAbove(lines: LineIndex, start: number): boolean {
  const above = lines.text(start - 1);
  return start === 0 || fence.test(above) || (start === 1 && cutBegin.test(above));
}

function isCutBelow(lines: LineIndex, end: number): boolean {
  const below = lines.text(end + 1);
  const beyond = lines.count - 1 - end;
  return beyond === 0 || fence.test(below) || (beyond === 1 && cutEnd.test(below));
}

function isLabelled(lines: LineIndex, start: number, end: number): boolean {
  for (let away = 1; away <= maxHeaders; away++) {
    if (label.test(lines.text(start - away)) || label.test(lines.text(end + away))) return true;
  }
  return false;
}

function bodyOf(line: string): string {
  return keyBodyLine.exec(line)?.[1] ?? '';
}

function isFull(lines: LineIndex, at: number): boolean {
  const length = lines.endOf(at) - lines.startOf(at);
  if (length < fullLine.least || length > fullLine.most + 24) return false;
  const body = bodyOf(lines.text(at));
  // Hashes have but digits of sixteen; a key has all letters.
  return body.length >= fullLine.least && /[g-z]/.test(body) && /[G-Z]/.test(body);
}
