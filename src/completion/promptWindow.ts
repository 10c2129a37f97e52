import type { LinePosition, TextLines } from './textLines';

/** The text around the cursor that goes into a prompt; line ends are LF. */
export interface PromptWindow {
  readonly prefix: string;
  readonly suffix: string;
}

/** Sizes in UTF-16 units. */
export interface PromptWindowBudget {
  readonly prefix: number;
  readonly suffix: number;
}

/** A window that moves with every keystroke would empty the server's prefix cache each time. */
const anchor = 32;

const largest: PromptWindowBudget = { prefix: 6_000, suffix: 2_000 };

/** Low for code, so that a prompt of it never overflows the context window. */
const charactersPerToken = 2.5;

/** How much text fits a model's context beside its answer; both in tokens. */
export function promptWindowBudget(
  contextWindow: number | undefined,
  maxTokens: number,
): PromptWindowBudget {
  if (contextWindow === undefined) return largest;
  const characters = Math.max(0, contextWindow - maxTokens - 32) * charactersPerToken;
  const share = Math.min(1, characters / (largest.prefix + largest.suffix));
  return {
    prefix: Math.floor(largest.prefix * share),
    suffix: Math.floor(largest.suffix * share),
  };
}

export function promptWindowAround(
  lines: TextLines,
  position: LinePosition,
  budget: PromptWindowBudget,
): PromptWindow {
  return {
    prefix: prefixOf(lines, position, budget.prefix),
    suffix: suffixOf(lines, position, budget.suffix),
  };
}

/** Whole lines above the cursor, from a line whose number is a multiple of the anchor. */
function prefixOf(lines: TextLines, position: LinePosition, budget: number): string {
  const typed = lines.line(position.line).slice(0, position.character);
  if (typed.length >= budget) return tail(typed, budget);
  let size = typed.length;
  let first = position.line;
  while (first > 0) {
    const above = lines.line(first - 1).length + 1;
    if (size + above > budget) break;
    size += above;
    first--;
  }
  if (first > 0) first = Math.min(Math.ceil(first / anchor) * anchor, position.line);
  const collected: string[] = [];
  for (let index = first; index < position.line; index++) collected.push(lines.line(index));
  collected.push(typed);
  return collected.join('\n');
}

function suffixOf(lines: TextLines, position: LinePosition, budget: number): string {
  const rest = lines.line(position.line).slice(position.character);
  if (rest.length >= budget) return head(rest, budget);
  const collected = [rest];
  let size = rest.length;
  for (let index = position.line + 1; index < lines.lineCount; index++) {
    const line = lines.line(index);
    size += line.length + 1;
    if (size > budget) break;
    collected.push(line);
  }
  return collected.join('\n');
}

/** Cuts never fall inside a surrogate pair, nor inside a word: the rest of a token shows no more what it is. */
function head(text: string, length: number): string {
  let end = length;
  while (end > 0 && isTorn(text, end)) end--;
  return text.slice(0, end).replace(/[\uD800-\uDBFF]$/, '');
}

function tail(text: string, length: number): string {
  let start = text.length - length;
  while (start < text.length && isTorn(text, start)) start++;
  return text.slice(start).replace(/^[\uDC00-\uDFFF]/, '');
}

const ofWord = /^[\w+/=.-]{2}$/;

function isTorn(text: string, at: number): boolean {
  return ofWord.test(text.slice(at - 1, at + 1));
}
