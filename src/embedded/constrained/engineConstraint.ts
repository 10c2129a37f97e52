import type { Constraint } from '../../guided/constraint';

/** What stands between two fixed texts. */
export interface Tag {
  readonly begin: string;
  readonly content: Constraint;
  readonly end: string;
}

/** A text with pieces between tags, as vLLM's structural tags and tool calls are. */
export interface TaggedConstraint {
  readonly kind: 'tagged';
  readonly tags: readonly Tag[];
  /**
   * Texts that a tag begins with, and at which prose turns into one; without any there is no prose,
   * and the text is made of tags alone.
   */
  readonly triggers: readonly string[];
  /** How many tags there may be; prose may do without any where `least` is 0. */
  readonly least: number;
  readonly most: number | undefined;
  /** What stands between two tags where there is no prose. */
  readonly separator: string;
}

/** What the engine can write under: constraints of a request, and shapes of its own answers. */
export type EngineConstraint = Constraint | TaggedConstraint;
