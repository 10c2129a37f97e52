import type { Constraint } from './constraint';
import type { TextEnd, Match } from './match';

export interface VerifyJob {
  readonly constraint: Constraint;
  readonly text: string;
  readonly ending: TextEnd;
}

export type VerifierMessage =
  | { readonly kind: 'ready' }
  /** The constraint of the job is compiled; now its text is followed. */
  | { readonly kind: 'compiled' }
  | { readonly kind: 'verdict'; readonly match: Match }
  /** XGrammar ended; the worker is of no more use. */
  | { readonly kind: 'broken'; readonly reason: string };
