import type { SecretForm } from './secretForm';
import type { SecretSpan } from './secretSpan';
import { secretForms } from './tokenForms';

interface Candidate {
  readonly start: string;
  readonly forms: readonly SecretForm[];
}

/** Starts are ASCII, and so two of their characters are a place in a table. */
const lastOfAscii = 127;
const candidates = candidatesByPair();
/** For two characters, a bit for each third that may follow: most places are left by it at once. */
const thirds = Int32Array.from(candidates, thirdsOf);

/** Tokens of well-known forms, and values under well-known names. */
export function tokensIn(text: string): readonly SecretSpan[] {
  const tokens: SecretSpan[] = [];
  const values: SecretSpan[] = [];
  // Half of each longer character is lost, which only costs a look: bytes are read much faster.
  const codes = Buffer.from(text, 'latin1');
  let first = 0;
  let second = 0;
  let after = 0;
  // The place of the third of three is the last that is read, and each is read once.
  for (let at = -2; at < codes.length; at++) {
    const third = at + 2 < codes.length ? (codes[at + 2] ?? 0) & lastOfAscii : 0;
    const pair = pairOf(first, second);
    first = second;
    second = third;
    if ((((thirds[pair] ?? 0) >>> (third & 31)) & 1) === 0 || at < after) continue;
    const found = secretAt(text, at, candidates[pair] ?? []);
    if (!found) continue;
    if (found.start > at) values.push(found);
    else {
      tokens.push(found);
      after = found.end;
    }
  }
  // What is known by its own form is called so.
  const isKnown = (value: SecretSpan): boolean =>
    tokens.some(({ start, end }) => start < value.end && value.start < end);
  return [...tokens, ...values.filter((value) => !isKnown(value))];
}

function pairOf(first: number, second: number): number {
  return (first << 7) | second;
}

/** The shortest starts have two characters. */
function candidatesByPair(): readonly (readonly Candidate[])[] {
  const forms = new Map<string, SecretForm[]>();
  for (const form of secretForms) {
    for (const start of form.starts) forms.set(start, [...(forms.get(start) ?? []), form]);
  }
  const table = Array.from({ length: (lastOfAscii + 1) ** 2 }, (): Candidate[] => []);
  for (const [start, all] of forms) {
    table[pairOf(start.charCodeAt(0), start.charCodeAt(1))]?.push({ start, forms: all });
  }
  return table;
}

function thirdsOf(possible: readonly Candidate[]): number {
  return possible.reduce(
    (bits, { start }) => bits | (start.length < 3 ? -1 : 1 << (start.charCodeAt(2) & 31)),
    0,
  );
}

function secretAt(
  text: string,
  at: number,
  possible: readonly Candidate[],
): SecretSpan | undefined {
  for (const { start, forms } of possible) {
    if (!text.startsWith(start, at)) continue;
    let refused: RegExp | undefined;
    for (const form of forms) {
      const { after } = form;
      if (after && (after === refused || !matchesAt(after, text, at + start.length))) {
        refused = after;
        continue;
      }
      const span = spanOf(form, text, at, start);
      if (span) return span;
    }
  }
  return undefined;
}

function matchesAt(expression: RegExp, text: string, at: number): boolean {
  expression.lastIndex = at;
  return expression.test(text);
}

function spanOf(
  { what, rest, front, accepts, start: kind }: SecretForm,
  text: string,
  at: number,
  start: string,
): SecretSpan | undefined {
  // What takes long comes last.
  if (!front && isInWord(text, at) && isLetterOrDigit(start[0])) return undefined;
  rest.lastIndex = at + start.length;
  const match = rest.exec(text);
  if (!match) return undefined;
  const end = rest.lastIndex;
  const judged = match[1] ?? match[0];
  const fronted = front ? front.exec(text.slice(Math.max(0, at - maxPrefixLength), at)) : [''];
  if (!fronted || !accepts(judged, text.charAt(end))) return undefined;
  if (kind === 'a name') return { start: end - judged.length, end, what };
  return { start: at - (fronted[0] ?? '').length, end, what };
}

const maxPrefixLength = 60;

/** An escape in front of a token, as in an address or a string, is not a part of it. */
const escape = /%[0-9A-Fa-f]{2}$|\\(?:[abefnrtv0]|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2})$/;

function isInWord(text: string, at: number): boolean {
  return isLetterOrDigit(text[at - 1]) && !escape.test(text.slice(Math.max(0, at - 6), at));
}

function isLetterOrDigit(character: string | undefined): boolean {
  return character !== undefined && /[A-Za-z0-9]/.test(character);
}
