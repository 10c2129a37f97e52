import { consistsOfWords } from './randomness';
import { passwordsIn } from './passwordsInText';
import { privateKeysIn } from './privateKeysInText';
import type { SecretSpan } from './secretSpan';
import { inSplitLiterals } from './splitLiterals';
import { secretForms } from './tokenForms';
import { tokensIn } from './tokensInText';

/**
 * What in a text looks like a private key, a token of a well-known form, or a password in an
 * address; in order, and apart from each other. Takes time in proportion to the text.
 */
export function findSecrets(text: string): readonly SecretSpan[] {
  const found = [
    ...privateKeysIn(text),
    ...tokensIn(text),
    ...inSplitLiterals(text, tokensIn),
    ...passwordsIn(text),
  ];
  return found.length < 2 ? found : merged(found);
}

/** The text with a few words in place of each span. */
export function replaceSpans(text: string, spans: readonly SecretSpan[]): string {
  let kept = '';
  let at = 0;
  for (const span of spans) {
    kept += text.slice(at, span.start) + redactionFor(span);
    at = span.end;
  }
  return kept + text.slice(at);
}

const mark = 'left out]';

function redactionFor({ what }: SecretSpan): string {
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
  return around?.what ?? begunToken(before.slice(-maxPartialLength));
}

const maxPartialLength = 300;
/** A start with so much behind it, a digit among it, is no word of a program. */
const minTypedLength = 8;

function begunToken(text: string): string | undefined {
  const word = /[\w.-]*$/.exec(text)?.[0] ?? '';
  if (word.length < minTypedLength) return undefined;
  return secretForms.find(({ starts, start: kind }) =>
    starts.some((start) => {
      const isBegun = kind === 'of the secret' && start.length >= 4 && word.startsWith(start);
      const typed = isBegun ? word.slice(start.length) : '';
      return typed.length >= minTypedLength && /\d/.test(typed) && !consistsOfWords(typed);
    }),
  )?.what;
}

/** Whether a model wrote a placeholder, which stands for nothing in a file. */
export function containsRedaction(text: string): boolean {
  return text.includes(` ${mark}`);
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
