import { seededRandom } from '../../base/random';
import { ByteDamping } from './byteDamping';
import { constrainedStep } from './constrainedStep';
import type { StepOptions } from './decodingStep';
import { freeStep } from './decodingStep';
import type {
  Candidate,
  DecodedChunk,
  DecodingConstraint,
  DecodingEnd,
  LanguageModel,
  SamplingOptions,
  Session,
} from './languageModel';
import { StopMatcher } from './stopMatcher';
import { TextAssembler } from './textAssembler';
import { tokenLogprob } from './tokenLogprob';
import { decodeUtf8 } from './utf8';

/**
 * Writes a text, one sampled token for each `next()`; every token yields a chunk, also where its
 * text is held back. The token that ends the text counts, as it does in vLLM's usage. Throws an
 * `Error` where `constraint` can neither go on nor end.
 */
export function* decode(
  session: Session,
  options: SamplingOptions,
  model: LanguageModel,
  constraint?: DecodingConstraint,
): Generator<DecodedChunk, DecodingEnd> {
  const random = seededRandom(options.seed);
  const damping = new ByteDamping();
  const assembler = new TextAssembler();
  const stops = new StopMatcher(
    options.stop,
    options.includeStopInOutput ? 'with stop' : 'without stop',
  );
  const stopIdOf = stopIdFinder(options.stopTokenIds, model);

  for (let written = 1; written <= options.maxTokens; written++) {
    const early = written <= options.minTokens;
    const stepOptions: StepOptions = {
      sampling: options,
      random,
      ending: early || options.ignoreEnd ? 'may not end' : 'may end',
      barred: (candidate) => early && stopIdOf(candidate) !== undefined,
    };
    const step =
      constraint === undefined
        ? freeStep(session, stepOptions)
        : constrainedStep(session, constraint, { ...stepOptions, damping });
    const { chosen } = step;
    const chunk = (text: string): DecodedChunk => ({
      text,
      tokenCount: 1,
      logprobs: options.logprobs === undefined ? [] : [tokenLogprob(step, options.logprobs)],
    });

    if (chosen.end === true) {
      yield chunk(stops.pass(assembler.flush()));
      return { finishReason: 'stop', stopReason: null };
    }
    const stopId = stopIdOf(chosen);
    if (stopId !== undefined) {
      const shown = options.includeStopInOutput ? assembler.push(chosen.bytes) : '';
      yield chunk(stops.pass(shown + assembler.flush()));
      return { finishReason: 'stop', stopReason: stopId };
    }
    session.accept(chosen.bytes);
    damping.note(chosen.bytes);
    const text = assembler.push(chosen.bytes);
    if (early) {
      yield chunk(stops.pass(text));
      continue;
    }
    const { text: ready, stopped } = stops.push(text);
    if (stopped !== undefined) {
      yield chunk(ready);
      return { finishReason: 'stop', stopReason: stopped };
    }
    yield chunk(written === options.maxTokens ? ready + stops.pass(assembler.flush()) : ready);
  }
  return { finishReason: 'length', stopReason: null };
}

/** Tells the stop token id of a candidate, if it is one. */
function stopIdFinder(
  stopTokenIds: readonly number[],
  model: LanguageModel,
): (candidate: Candidate) => number | undefined {
  const stopIds = new Set(stopTokenIds);
  return ({ bytes }) => {
    if (stopIds.size === 0 || bytes.length === 0) return undefined;
    const [id, ...more] = bytes.length === 1 ? bytes : model.encode(decodeUtf8(bytes), 2);
    return id !== undefined && more.length === 0 && stopIds.has(id) ? id : undefined;
  };
}
