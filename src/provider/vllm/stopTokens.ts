import type { Problem } from '../result';
import type { CandidateChoice } from '../wire/candidates';

/**
 * Ends answers before the first of the tokens, which beam search does not know (addendum, section
 * 2.1): by the ids of their tokens, where the server gives them (0.10.2).
 */
export function cutAtStopTokens(
  choices: readonly CandidateChoice[],
  stopTokenIds: readonly number[] = [],
): { readonly choices: readonly CandidateChoice[]; readonly problems: readonly Problem[] } {
  if (stopTokenIds.length === 0) return { choices, problems: [] };
  const stops = new Set(stopTokenIds);
  const cut = choices.map((choice) => ({ choice, ended: cutOne(choice, stops) }));
  return {
    choices: cut.map(({ choice, ended }) => ended ?? choice),
    problems: cut.every(({ ended }) => ended) ? [] : [uncut],
  };
}

const uncut: Problem = {
  code: 'unsupported',
  message: 'beam search ignores stop tokens, and not every answer tells where they stand in it',
};

/** `undefined` where the tokens of an answer cannot be found in its text. */
function cutOne(choice: CandidateChoice, stops: ReadonlySet<number>): CandidateChoice | undefined {
  const { text, tokens, ids } = choice;
  if (ids?.length !== tokens.length) return undefined;
  const end = ids.findIndex((id) => stops.has(id));
  if (end === -1) return choice;
  const before = tokens
    .slice(0, end)
    .map(({ token }) => token)
    .join('');
  const kept = endThatBegins(before, text);
  if (kept === undefined) return undefined;
  // The model's choice to end there is part of what the answer is worth, as its end of text is.
  return { ...choice, text: kept, ending: 'complete', tokens: tokens.slice(0, end + 1) };
}

/**
 * What of an answer's tokens is the beginning of its text: before it may stand a thought. Tokens that
 * hold only parts of a character are not the text that they become.
 */
function endThatBegins(before: string, text: string): string | undefined {
  if (before.includes('\ufffd')) return undefined;
  for (let start = 0; start < before.length; start++) {
    if (text.startsWith(before.slice(start))) return before.slice(start);
  }
  return undefined;
}
