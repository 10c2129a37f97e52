import type { EngineConstraint } from '../constrained/engineConstraint';
import type {
  CorpusSnapshot,
  DecodedChunk,
  DecodingEnd,
  LanguageModel,
  SamplingOptions,
} from '../model/languageModel';

/** A model with the corpus it was opened on; token ids mean something only within one of these. */
export interface LearntModel {
  /** Different for every corpus that was learnt. */
  readonly id: number;
  readonly model: LanguageModel;
  readonly snapshot: CorpusSnapshot;
}

/** One text to be written; what a request asks for is one or more of these. */
export interface SequenceRequest {
  readonly learnt: LearntModel;
  readonly prompt: readonly number[];
  readonly sampling: SamplingOptions;
  readonly constraint: EngineConstraint | undefined;
}

/** Chunks as they are decoded; returns why the text ended. */
export type Sequence = AsyncGenerator<DecodedChunk, DecodingEnd, undefined>;

/** Writes one text. Ending the generator early, or aborting, stops the work behind it. */
export type WriteSequence = (request: SequenceRequest, signal: AbortSignal) => Sequence;
