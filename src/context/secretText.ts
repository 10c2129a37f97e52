import { passwordsIn } from './passwordsInText';
import { privateKeysIn } from './privateKeysInText';
import type { SecretSpan } from './secretSpan';
import { tokenForms } from './tokenForms';

/**
 * What in a text looks like a private key, a token of a well-known form, or a password in an
 * address; in order, and apart from each other. Takes time in proportion to the text.
 */
export function findSecrets(text: string): readonly SecretSpan[] {
  const found = [...privateKeysIn(text), ...tokensIn(text), ...passwordsIn(text)];
  return found.length < 2 ? found : merged(found);
}

/** The text with a few words in place of each span. */
export function leaveOut(text: string, spans: readonly SecretSpan[]): string {
  let kept = '';
  let at = 0;
  for (const span of spans) {
    kept += text.slice(at, span.start) + placeholderFor(span);
    at = span.end;
  }
  return kept + text.slice(at);
}

const mark = 'left out]';

function placeholderFor({ what }: SecretSpan): string {
  return `[${what} ${mark}`;
}

/**
 * The secret that a place in a text lies in or at the end of, also one that is just being typed and
 * is no whole token yet.
 */
export function secretAt(
  before: string,
  after: string,
  spans = findSecrets(before + after),
): string | undefined {
  const offset = before.length;
  const around = spans.find(({ start, end }) => start < offset && offset <= end);
  return around?.what ?? begunToken(before.slice(-longestBegun));
}

const longestBegun = 300;
/** A start with so much behind it, a digit among it, is no word of a program. */
const fewestTyped = 8;

function begunToken(text: string): string | undefined {
  const word = /[\w.-]*$/.exec(text)?.[0] ?? '';
  if (word.length < fewestTyped) return undefined;
  return tokenForms.find(({ starts }) =>
    starts.some((start) => {
      const typed = start.length >= 4 && word.startsWith(start) ? word.slice(start.length) : '';
      return typed.length >= fewestTyped && /\d/.test(typed);
    }),
  )?.what;
}

/** Whether a model wrote a placeholder, which stands for nothing in a file. */
export function holdsPlaceholder(text: string): boolean {
  return text.includes(` ${mark}`);
}

const everyStart = tokenForms.flatMap(({ starts }) => starts);

/** All starts at once: one pass over a text takes a fifth of the time of one for each. */
const anyStart = new RegExp(
  everyStart.map((start) => start.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('|'),
  'g',
);

function tokensIn(text: string): readonly SecretSpan[] {
  const found: SecretSpan[] = [];
  anyStart.lastIndex = 0;
  for (let match = anyStart.exec(text); match; match = anyStart.exec(text)) {
    const token = tokenAt(text, match.index, match[0]);
    if (token) found.push(token);
    anyStart.lastIndex = token?.end ?? match.index + 1;
  }
  return found;
}

/** By a start, the forms that a text with it may have: `sk-` is how others begin as well. */
const formsOf = new Map(
  everyStart.map((found) => [
    found,
    tokenForms.flatMap(({ what, starts, rest }) =>
      starts
        .filter((start) => start.startsWith(found) || found.startsWith(start))
        .map((start) => ({ what, start, rest })),
    ),
  ]),
);

function tokenAt(text: string, at: number, found: string): SecretSpan | undefined {
  const insideWord = isWord(text[at - 1] ?? ' ');
  for (const { what, start, rest } of formsOf.get(found) ?? []) {
    if (!text.startsWith(start, at) || (insideWord && isWord(start))) continue;
    rest.lastIndex = at + start.length;
    if (rest.test(text)) return { start: at, end: rest.lastIndex, what };
  }
  return undefined;
}

function isWord(text: string): boolean {
  return /^[A-Za-z0-9_]/.test(text);
}

function merged(spans: readonly SecretSpan[]): readonly SecretSpan[] {
  const apart: SecretSpan[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = apart.at(-1);
    if (!last || span.start >= last.end) apart.push(span);
    else if (span.end > last.end) apart[apart.length - 1] = { ...last, end: span.end };
  }
  return apart;
}
