import type { Candidate } from './result';

/** Keeps the best of those that are alike, best first; those without a score stay in their order. */
export function distinctByScore(candidates: readonly Candidate[]): readonly Candidate[] {
  const ordered = candidates.every(({ score }) => score !== undefined)
    ? candidates.toSorted((a, b) => mean(b) - mean(a))
    : candidates;
  const seen = new Set<string>();
  return ordered.filter(({ text, reasoning }) => {
    const key = JSON.stringify([text, text === '' ? reasoning : '']);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/**
 * By what the answer itself is worth: vLLM counts the prompt's tokens, too, when it ranks beams,
 * which favours short ones (reference, section 4).
 */
function mean({ score }: Candidate): number {
  return score && score.tokens > 0 ? score.logprob / score.tokens : 0;
}

/** Ends a text before the first of the strings, which beam search does not know (seen on 0.32.0). */
export function cutAtStopString(text: string, stops: readonly string[]): string {
  const places = stops.map((stop) => text.indexOf(stop)).filter((place) => place >= 0);
  return text.slice(
    0,
    places.reduce((first, place) => Math.min(first, place), text.length),
  );
}
