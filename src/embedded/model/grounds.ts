import type { Candidate } from './languageModel';
import { decodeUtf8 } from './utf8';
import { gatherEvidence, type PredictionContext } from './evidence';

/** What a model goes by at some place: where it met the context before, and what came next there. */
export interface PredictionGrounds {
  /** The end of the text, as far as it was met before. */
  readonly context: string;
  /** Tokens of it. */
  readonly length: number;
  /** How often that much of it was met. */
  readonly places: { readonly prompt: number; readonly corpus: number };
  /** The most probable next tokens, the best first. */
  readonly next: readonly { readonly text: string; readonly probability: number }[];
}

/** Finds the longest context that was met before; `context` is latest first. */
export function findGrounds(
  scene: PredictionContext,
  context: readonly number[],
  proposed: readonly Candidate[],
): PredictionGrounds {
  let length = 0;
  let places = { prompt: 0, corpus: 0 };
  gatherEvidence(scene, { context, following: [] }, ({ exact, source, share }) => {
    if (exact < length) return;
    if (exact > length) places = { prompt: 0, corpus: 0 };
    length = exact;
    if (source === 'corpus') places.corpus += Math.round(share);
    else places.prompt += Math.round(share);
  });
  const symbols = context.slice(0, length).reverse();
  return {
    context: symbols.map((symbol) => scene.space.spelling(symbol)).join(''),
    length,
    places,
    next: proposed.map(({ bytes, logprob, end }) => ({
      text: end === true ? 'the end' : JSON.stringify(decodeUtf8(bytes)),
      probability: Math.exp(logprob),
    })),
  };
}

/** The grounds of a prediction in words: the thought of a model that has no other. */
export function groundsText({ context, length, places, next }: PredictionGrounds): string {
  const options = next
    .map(({ text, probability }) => `${text} (${Math.round(probability * 100)} %)`)
    .join(', ');
  if (length === 0) {
    return options === ''
      ? 'Nothing like the end of this text was met before, so there is nothing to go by.'
      : `No token at the end of this text was met before. Likely by its shape: ${options}.`;
  }
  const tokens = length === 1 ? 'token was' : `${length} tokens were`;
  return (
    `The last ${tokens} met before: ${JSON.stringify(context)}, ${times(places.corpus)} in what ` +
    `was learnt and ${times(places.prompt)} in the prompt. What came next: ${options}.`
  );
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
