import type { ConstraintProblem } from '../../guided/constraint';
import type {
  CorpusSnapshot,
  DecodedChunk,
  DecodingEnd,
  SamplingOptions,
} from '../model/languageModel';
import type { EngineConstraint } from './engineConstraint';

/** Both ends are built together; this guards against a worker script left over from another build. */
export const protocolVersion = 2;

/** Asks a worker to write one text. A worker writes one at a time. */
export interface WriteJob {
  /** Equal for the same snapshot, which a worker then need not open again. */
  readonly corpusId: number;
  readonly snapshot: CorpusSnapshot;
  readonly prompt: readonly number[];
  readonly sampling: SamplingOptions;
  readonly constraint: EngineConstraint;
  /** One 32-bit word; the worker stops soon after it is no longer 0. */
  readonly cancelled: SharedArrayBuffer;
}

export type WorkerMessage =
  | { readonly kind: 'ready'; readonly version: number }
  /** The constraint is compiled, and decoding begins. */
  | { readonly kind: 'compiled' }
  | { readonly kind: 'chunks'; readonly chunks: readonly DecodedChunk[] }
  | { readonly kind: 'end'; readonly end: DecodingEnd }
  | { readonly kind: 'cancelled' }
  /** The constraint cannot be followed, for these reasons. */
  | { readonly kind: 'refused'; readonly problems: readonly ConstraintProblem[] }
  /** Something went wrong; after a `broken` one the worker must be replaced. */
  | { readonly kind: 'failed'; readonly message: string; readonly broken: boolean };
