import { passwordsIn } from './passwordsInText';
import { privateKeysIn } from './privateKeysInText';
import type { SecretSpan } from './secretSpan';
import { tokenForms, type TokenForm } from './tokenForms';

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

function tokensIn(text: string): readonly SecretSpan[] {
  return tokenForms.flatMap((form) => form.starts.flatMap((start) => tokensOf(form, start, text)));
}

function tokensOf({ what, rest }: TokenForm, start: string, text: string): readonly SecretSpan[] {
  const found: SecretSpan[] = [];
  let at = text.indexOf(start);
  while (at !== -1) {
    rest.lastIndex = at + start.length;
    // Inside a longer word it is none.
    const isFree = !isWord(start) || !isWord(text[at - 1] ?? ' ');
    const end = isFree && rest.test(text) ? rest.lastIndex : undefined;
    if (end !== undefined) found.push({ start: at, end, what });
    at = text.indexOf(start, end ?? at + start.length);
  }
  return found;
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
