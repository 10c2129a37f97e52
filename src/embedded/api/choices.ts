import { setMaxListeners } from 'node:events';
import { onAbort } from '../../base/abort';
import type { ReaderPace } from '../generation/readerPace';
import { GenerationSlot } from '../generation/generationSlot';
import { interleave, type Interleaved } from '../generation/interleave';
import type { LearntModel, Sequence } from '../generation/sequence';
import { thoughtLogprob, thoughtTokens, writeThoughtfully } from '../generation/thought';
import type { ThoughtOptions, ThoughtToken } from '../generation/thought';
import { writeBeams } from '../generation/writeBeams';
import { LimitError } from '../http/apiError';
import type { BeamOptions } from '../model/beamSearch';
import type { DecodedChunk, DecodingEnd } from '../model/languageModel';
import { endToken, specialTokenId } from '../model/specialTokens';
import type { ApiContext } from './apiContext';
import type { RequestedConstraint } from './requestedConstraint';
import { checkLogprobs, type RequestedSampling } from './samplingOptions';

export interface ChoicesRequest {
  readonly learnt: LearntModel;
  readonly prompts: readonly (readonly number[])[];
  /** Choices for each prompt. */
  readonly n: number;
  /** Of whoever reads them. */
  readonly pace: ReaderPace;
  readonly sampling: RequestedSampling;
  readonly constraint: RequestedConstraint | undefined;
  /** A constraint that is only `checked` is refused where it cannot be read, and binds nothing. */
  readonly enforcement: 'enforced' | 'checked';
  /** Written before each answer. */
  readonly thought?: ThoughtOptions | undefined;
  /** Searched for instead of sampling; a constraint has no say then. */
  readonly beams?: Omit<BeamOptions, 'promptTokens'> | undefined;
}

/** A piece of one choice; the last one says why the choice ended. */
export interface ChoicePiece {
  readonly index: number;
  readonly chunk: DecodedChunk;
  readonly end: DecodingEnd | undefined;
}

/**
 * Writes all choices of a request, interleaved as they come. Choices of the first prompt come
 * first in `index`. Problems that vLLM finds inside its engine are thrown from the first step.
 */
export async function* writeChoices(
  context: ApiContext,
  request: ChoicesRequest,
  signal: AbortSignal,
): AsyncGenerator<ChoicePiece, void, undefined> {
  const { learnt, prompts, n, pace, sampling, thought, beams } = request;
  checkScores(context, request);
  if (beams !== undefined) {
    yield* searchChoices(context, { ...request, beams }, signal);
    return;
  }
  if (request.enforcement === 'checked') await checkConstraint(context, request, signal);
  const constraint = request.enforcement === 'enforced' ? request.constraint?.resolve() : undefined;

  const stop = new AbortController();
  // One listener for each choice is no leak.
  setMaxListeners(0, stop.signal);
  const abort = onAbort(signal, () => {
    stop.abort(signal.reason);
  });
  const sequences = prompts.flatMap((prompt) =>
    Array.from({ length: n }, (_, choice) => {
      const seed = sampling.seed === undefined ? context.createSeed() : sampling.seed + choice;
      const sequenceRequest = { learnt, prompt, sampling: { ...sampling, seed }, constraint };
      const sequence =
        thought === undefined
          ? context.write(sequenceRequest, stop.signal)
          : writeThoughtfully(context.write, sequenceRequest, thought, stop.signal);
      const place = new GenerationSlot(context.admission, pace, stop.signal);
      return admitted(context, { sequence, place, promptTokens: prompt.length });
    }),
  );
  try {
    yield* withEnds(interleave(sequences));
  } finally {
    abort.dispose();
    stop.abort();
  }
}

/**
 * Throws what `writeChoices` would throw from its first step, for releases whose API server found it
 * before it began a stream.
 */
export async function checkChoices(
  context: ApiContext,
  request: ChoicesRequest,
  signal: AbortSignal,
): Promise<void> {
  checkScores(context, request);
  if (request.beams === undefined) await checkConstraint(context, request, signal);
}

function checkScores(
  { flags, emulation }: ApiContext,
  { learnt, sampling, beams }: ChoicesRequest,
): void {
  const limits = { model: learnt.model, most: flags.maxLogprobs, emulation };
  // Each step of a beam search asks for twice its width.
  checkLogprobs(beams === undefined ? sampling.logprobs : 2 * beams.width, limits);
}

/** Throws for a constraint that cannot be read: one token is written under it, and forgotten. */
async function checkConstraint(
  context: ApiContext,
  request: ChoicesRequest,
  signal: AbortSignal,
): Promise<void> {
  const constraint = request.constraint?.resolve();
  if (constraint === undefined) return;
  const { learnt, prompts } = request;
  const sampling = {
    ...request.sampling,
    seed: 0,
    maxTokens: 1,
    minTokens: 0,
    logprobs: undefined,
  };
  const trial = context.write({ learnt, prompt: prompts[0] ?? [], sampling, constraint }, signal);
  try {
    while ((await trial.next()).done !== true);
  } catch (error) {
    // What only this engine cannot follow does no harm where nothing is followed.
    if (!(error instanceof LimitError && request.enforcement === 'checked')) throw error;
  }
}

/** Searches for the choices of each prompt, one prompt after another; ranks are indices. */
async function* searchChoices(
  context: ApiContext,
  request: SearchRequest,
  signal: AbortSignal,
): AsyncGenerator<ChoicePiece, void, undefined> {
  const { prompts, n } = request;
  for (const [place, prompt] of prompts.entries()) {
    const slot = await context.admission.enter(signal);
    // Whoever reads what was found does so without the slot.
    const found = await search(context, request, prompt, signal).finally(() => slot.dispose());
    for (const [rank, piece] of found.entries()) yield { index: place * n + rank, ...piece };
  }
}

interface SearchRequest extends ChoicesRequest {
  readonly beams: Omit<BeamOptions, 'promptTokens'>;
}

/** The choices for one prompt, by rank. */
async function search(
  context: ApiContext,
  { learnt, n, beams, thought }: SearchRequest,
  prompt: readonly number[],
  signal: AbortSignal,
): Promise<readonly Omit<ChoicePiece, 'index'>[]> {
  const { model } = learnt;
  const meter = context.metrics.meter(prompt.length);
  const before = thought && thoughtTokens(model, prompt, thought);
  const head = cutTo(before ?? [], beams.maxTokens);
  const written = model.encode(head.map(({ text }) => text).join(''));
  const left = beams.maxTokens - written.length;
  const options = { ...beams, maxTokens: Math.max(left, 0), promptTokens: prompt.length };
  const begun = { learnt, prompt: [...prompt, ...written], options };
  const found = await writeBeams(begun, context.turn, signal);
  // A thought that fills the answer is the same in every beam.
  const [best] = found;
  const ranked = left > 0 || best === undefined ? found : Array.from({ length: n }, () => best);
  const pieces = ranked.map((beam) => {
    const entries = beams.logprobs === undefined ? [] : head.map(thoughtLogprob);
    const tokenCount = written.length + beam.tokenCount;
    meter.token(tokenCount);
    const end: DecodingEnd = beam.ended
      ? { finishReason: 'stop', stopReason: specialTokenId(endToken) }
      : { finishReason: 'length', stopReason: null };
    const text = head.map((token) => token.text).join('') + beam.text;
    const chunk = { text, tokenCount, logprobs: [...entries, ...beam.logprobs] };
    return { chunk, end };
  });
  meter.finish(ranked[0]?.ended === true ? 'stop' : 'length');
  return pieces;
}

/** As many of `tokens` as `most` token ids allow. */
function cutTo(tokens: readonly ThoughtToken[], most: number): readonly ThoughtToken[] {
  let left = most;
  return tokens.filter(({ count }) => (left -= count) >= 0);
}

/** Waits for room, and counts what is written. */
async function* admitted(
  { metrics }: ApiContext,
  {
    sequence,
    place,
    promptTokens,
  }: { readonly sequence: Sequence; readonly place: GenerationSlot; readonly promptTokens: number },
): Sequence {
  const meter = metrics.meter(promptTokens);
  try {
    for (;;) {
      const step = await place.step(() => sequence.next());
      if (step.done === true) {
        meter.finish(step.value.finishReason);
        return step.value;
      }
      meter.token(step.value.tokenCount);
      yield step.value;
    }
  } finally {
    place.dispose();
    void sequence.return({ finishReason: 'stop', stopReason: null }).catch(() => undefined);
  }
}

/** Joins the end of a choice to its last chunk, where vLLM reports it. */
async function* withEnds(
  source: AsyncIterable<Interleaved<DecodedChunk, DecodingEnd>>,
): AsyncGenerator<ChoicePiece, void, undefined> {
  const held = new Map<number, DecodedChunk>();
  for await (const next of source) {
    const { index } = next;
    const chunk = held.get(index);
    if (next.kind === 'end') {
      held.delete(index);
      yield { index, chunk: chunk ?? { text: '', tokenCount: 0, logprobs: [] }, end: next.value };
    } else {
      held.set(index, next.value);
      if (chunk !== undefined) yield { index, chunk, end: undefined };
    }
  }
}
