import { setMaxListeners } from 'node:events';
import { onAbort } from '../../base/abort';
import { interleave, type Interleaved } from '../generation/interleave';
import type { LearntModel, Sequence } from '../generation/sequence';
import type { DecodedChunk, DecodingEnd, SamplingOptions } from '../model/languageModel';
import type { ApiContext } from './apiContext';
import type { RequestedConstraint } from './requestedConstraint';
import { checkLogprobs } from './samplingOptions';

export interface ChoicesRequest {
  readonly learnt: LearntModel;
  readonly prompts: readonly (readonly number[])[];
  /** Choices for each prompt. */
  readonly n: number;
  readonly sampling: SamplingOptions;
  readonly constraint: RequestedConstraint | undefined;
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
  const { learnt, prompts, n, sampling } = request;
  checkLogprobs(sampling.logprobs, learnt.model);
  const constraint = request.constraint?.resolve();

  const stop = new AbortController();
  // One listener for each choice is no leak.
  setMaxListeners(0, stop.signal);
  const abort = onAbort(signal, () => {
    stop.abort(signal.reason);
  });
  const sequences = prompts.flatMap((prompt) =>
    Array.from({ length: n }, (_, choice) => {
      const seed = sampling.seed === undefined ? undefined : sampling.seed + choice;
      const sequenceRequest = { learnt, prompt, sampling: { ...sampling, seed }, constraint };
      const sequence = context.write(sequenceRequest, stop.signal);
      return admitted(context, { sequence, promptTokens: prompt.length, signal: stop.signal });
    }),
  );
  try {
    yield* withEnds(interleave(sequences));
  } finally {
    abort.dispose();
    stop.abort();
  }
}

/** Waits for room, and counts what is written. */
async function* admitted(
  { admission, metrics }: ApiContext,
  options: {
    readonly sequence: Sequence;
    readonly promptTokens: number;
    readonly signal: AbortSignal;
  },
): Sequence {
  const meter = metrics.meter(options.promptTokens);
  const slot = await admission.enter(options.signal);
  try {
    for (;;) {
      const step = await options.sequence.next();
      if (step.done === true) {
        meter.finish(step.value.finishReason);
        return step.value;
      }
      meter.token(step.value.tokenCount);
      yield step.value;
    }
  } finally {
    slot.dispose();
    void options.sequence.return({ finishReason: 'stop', stopReason: null }).catch(() => undefined);
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
