import type { SecretForm } from './secretForm';
import type { SecretSpan } from './secretSpan';
import { secretForms } from './tokenForms';

interface Candidate {
  readonly form: SecretForm;
  readonly start: string;
}

/** Starts are ASCII, and so two of their characters are a place in a table. */
const ascii = 128;
/** By the first two characters, what may begin with them: most places of a text are left at once. */
const candidates = candidatesByPair();
const begins = Uint8Array.from(candidates, (each) => (each === undefined ? 0 : 1));

/** Tokens of well-known forms, and values under well-known names. */
export function tokensIn(text: string): readonly SecretSpan[] {
  const tokens: SecretSpan[] = [];
  const values: SecretSpan[] = [];
  let code = text.charCodeAt(0);
  for (let at = 0; at + 1 < text.length; at++) {
    const next = text.charCodeAt(at + 1);
    const pair = code < ascii && next < ascii ? code * ascii + next : 0;
    code = next;
    if (begins[pair] !== 1) continue;
    const found = secretAt(text, at, candidates[pair] ?? []);
    if (!found) continue;
    if (found.start > at) values.push(found);
    else {
      tokens.push(found);
      at = found.end - 1;
      code = text.charCodeAt(found.end);
    }
  }
  // What is known by its own form is called so.
  const isKnown = (value: SecretSpan): boolean =>
    tokens.some(({ start, end }) => start < value.end && value.start < end);
  return [...tokens, ...values.filter((value) => !isKnown(value))];
}

function candidatesByPair(): readonly (readonly Candidate[] | undefined)[] {
  const table = new Array<Candidate[] | undefined>(ascii * ascii).fill(undefined);
  for (const form of secretForms) {
    for (const start of form.starts) {
      const first = start.charCodeAt(0) * ascii;
      const last = start.length === 1 ? ascii - 1 : start.charCodeAt(1);
      for (let second = start.length === 1 ? 0 : last; second <= last; second++) {
        (table[first + second] ??= []).push({ form, start });
      }
    }
  }
  return table;
}

function secretAt(
  text: string,
  at: number,
  possible: readonly Candidate[],
): SecretSpan | undefined {
  for (const { form, start } of possible) {
    if (!text.startsWith(start, at)) continue;
    const span = spanOf(form, text, at, start);
    if (span) return span;
  }
  return undefined;
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
  const fronted = front ? front.exec(text.slice(Math.max(0, at - longestFront), at)) : [''];
  if (!fronted || !accepts(judged)) return undefined;
  if (kind === 'a name') return { start: end - judged.length, end, what };
  return { start: at - (fronted[0] ?? '').length, end, what };
}

const longestFront = 60;

/** An escape in front of a token, as in an address or a string, is not a part of it. */
const escape = /%[0-9A-Fa-f]{2}$|\\(?:[abefnrtv0]|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2})$/;

function isInWord(text: string, at: number): boolean {
  return isLetterOrDigit(text[at - 1]) && !escape.test(text.slice(Math.max(0, at - 6), at));
}

function isLetterOrDigit(character: string | undefined): boolean {
  return character !== undefined && /[A-Za-z0-9]/.test(character);
}
