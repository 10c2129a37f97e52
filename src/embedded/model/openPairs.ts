/**
 * Brackets and quotes that are open at a place, outermost first, one character each: pairs are
 * lexical facts that nearly all languages share. Escapes and a template's `$` follow while the
 * token that they belong to is still to come.
 */
export type OpenPairs = string;

const closers: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);
const quotes = new Set(['"', "'", '`']);

/** What is open after `token`, one token of the lexer. */
export function openAfter(open: OpenPairs, token: string): OpenPairs {
  const last = open.at(-1) ?? '';
  // The character that a backslash escapes neither opens nor closes.
  if (last === '\\') return open.slice(0, -1);
  if (last === '$') return openAfter(open.slice(0, -1), token === '{' ? '${' : token);
  if (quotes.has(last)) return insideQuote(open, token);
  if (closers.has(token) || quotes.has(token)) return open + token;
  return closers.get(last) === token ? open.slice(0, -1) : open;
}

function insideQuote(open: OpenPairs, token: string): OpenPairs {
  const quote = open.at(-1);
  if (token === quote) return open.slice(0, -1);
  if (token === '\\') return open + token;
  if (quote === '`') {
    if (token === '$') return open + token;
    return token === '${' ? `${open}{` : open;
  }
  // Of the quotes only the backtick spans lines; what seemed one was an apostrophe.
  return token.includes('\n') ? open.slice(0, -1) : open;
}

/** Whether what is open now was all open at the start: the text since has no pair of its own open. */
export function isBalancedSince(start: OpenPairs, now: OpenPairs): boolean {
  return start.startsWith(now);
}

/** Whether a text begins with what closes a pair, as editors insert it behind the cursor. */
export function beginsWithCloser(text: string): boolean {
  return /^[ \t]*[)\]}"'`]/.test(text);
}
