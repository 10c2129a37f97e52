import { endSymbol } from './scoring';
import type { RankedCandidate } from './ranking';
import { endWith } from './ranking';

/** Symbols written that are remembered to notice loops. */
export const loopMemory = 256;

/** So many symbols must be the same before a symbol counts as written again. */
const repeatLength = 12;

/** What each repetition leaves of a candidate's probability; the end gains what it takes. */
const damping = 0.7;

/**
 * Text drawn from its own context falls into loops. A candidate that would repeat what was written
 * loses to the end of the text, the more the oftener it was written. `written` comes latest first.
 */
export function dampLoops(
  candidates: readonly RankedCandidate[],
  written: readonly number[],
): readonly RankedCandidate[] {
  const repetitions = new Map<number, number>();
  for (let back = 1; back + repeatLength <= written.length; back++) {
    let same = 0;
    while (same < repeatLength && written[back + same] === written[same]) same++;
    const next = written[back - 1];
    if (same < repeatLength || next === undefined) continue;
    repetitions.set(next, (repetitions.get(next) ?? 0) + 1);
  }
  if (repetitions.size === 0) return candidates;

  let lost = 0;
  const damped = candidates.map((ranked) => {
    const { candidate, symbol } = ranked;
    const kept = damping ** (ranked.follows ? 0 : (repetitions.get(symbol) ?? 0));
    lost += (1 - kept) * Math.exp(candidate.logprob);
    return { ...ranked, candidate: { ...candidate, logprob: candidate.logprob + Math.log(kept) } };
  });
  if (lost === 0) return candidates;
  const end = damped.find(({ symbol }) => symbol === endSymbol);
  const ends = lost + (end === undefined ? 0 : Math.exp(end.candidate.logprob));
  return [
    ...damped.filter((ranked) => ranked !== end),
    { candidate: endWith(Math.log(ends)), symbol: endSymbol, follows: false },
  ].sort((a, b) => b.candidate.logprob - a.candidate.logprob);
}
