/**
 * Cuts text into code tokens without knowing a language: words, runs of operator characters, runs
 * of blanks, and line breaks together with the indentation that follows them. Every token but the
 * last is final, whatever text is appended: the session relies on that to re-read half tokens.
 */

/** Longer words, as in encoded data, are cut, so that one token is bounded work. */
const maxTokenLength = 64;

/** A run of empty lines is cut after this many characters, for the same reason. */
const maxBreakLength = 256;

/** No token is longer, in UTF-16 units. */
export const tokenLengthLimit = maxBreakLength + maxTokenLength + 2;

const other = 0;
const word = 1;
const blank = 2;
const operator = 3;

const kinds = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
  const character = String.fromCharCode(code);
  if (/[\w$]/.test(character)) kinds[code] = word;
  else if (/[ \t]/.test(character)) kinds[code] = blank;
  else if (/[=!<>+\-*/%&|^~?:.@#]/.test(character)) kinds[code] = operator;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const dollar = 0x24;
const openBrace = 0x7b;

function kindAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  // `${` opens a template's hole: the dollar belongs to the brace, not to the word before it.
  if (code === dollar && text.charCodeAt(at + 1) === openBrace) return other;
  if (code < 128) return kinds[code] ?? other;
  // Latin, Greek, Cyrillic and their like form words; in scripts without blanks each character does.
  return code >= 0xc0 && code < 0x2000 ? word : other;
}

/** The index after the line break at `at`, or `at` where there is none. */
function afterLineBreak(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code === lineFeed) return at + 1;
  return code === carriageReturn && text.charCodeAt(at + 1) === lineFeed ? at + 2 : at;
}

function afterRun(text: string, at: number, kind: number): number {
  const limit = Math.min(text.length, at + maxTokenLength);
  let end = at;
  while (end < limit && kindAt(text, end) === kind) end++;
  return end;
}

function endsInReturn(text: string, at: number): boolean {
  return at === text.length - 1 && text.charCodeAt(at) === carriageReturn;
}

function afterLineBreaks(text: string, at: number): number {
  let end = at;
  for (;;) {
    const indented = afterRun(text, end, blank);
    const next = afterLineBreak(text, indented);
    // A CR that ends the text may yet become half of a line break: it waits within this token.
    if (next === indented && endsInReturn(text, indented)) return text.length;
    if (next === indented || next - at > maxBreakLength) return indented;
    end = next;
  }
}

/** Where the token that starts at `at` ends; `at` lies inside `text`. */
export function tokenEnd(text: string, at: number): number {
  const broken = afterLineBreak(text, at);
  if (broken > at) return afterLineBreaks(text, broken);
  const kind = kindAt(text, at);
  if (kind !== other) return afterRun(text, at, kind);
  const code = text.codePointAt(at) ?? 0;
  return at + (code > 0xffff ? 2 : 1);
}

/** Whether `text`, one token, is a line break with its indentation. */
export function isLineBreak(text: string): boolean {
  return afterLineBreak(text, 0) > 0;
}

/** Whether `text`, one token, is a word: an identifier, a keyword or a number. */
export function isWord(text: string): boolean {
  return kindAt(text, 0) === word;
}

/** Whether `first`, one token, stays one when `second` follows it. */
export function staysApart(first: string, second: string): boolean {
  return tokenEnd(first + second, 0) === first.length;
}
