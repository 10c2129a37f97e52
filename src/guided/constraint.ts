/** A shape that generated text must have, whole: nothing before it and nothing after. */
export type Constraint =
  | { readonly kind: 'regex'; readonly pattern: string }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  /**
   * `schema` is a JSON Schema as parsed JSON, or as text: that is sent as it stands and judged without
   * loss, as of numbers that no double holds.
   */
  | { readonly kind: 'json'; readonly schema: unknown }
  /** Any JSON object. */
  | { readonly kind: 'jsonObject' }
  /** `source` is EBNF in XGrammar's dialect with a rule named `root`. */
  | { readonly kind: 'grammar'; readonly source: string }
  /** Free text in which, after a trigger, one of the tags follows that begin with it. */
  | {
      readonly kind: 'structuralTag';
      readonly triggers: readonly string[];
      readonly tags: readonly StructuralTag[];
    };

export interface StructuralTag {
  /** Begins with one of the triggers. */
  readonly begin: string;
  /** JSON Schema of what stands between, as parsed JSON or as text. */
  readonly schema: unknown;
  readonly end: string;
}

/** Why a constraint is refused, and where. */
export interface ConstraintProblem {
  readonly message: string;
  /** The constraint is sound, but our readers cannot follow it; the message says what of it. */
  readonly beyondUs?: true;
  /** From 1; absent where the problem is of the whole. */
  readonly line?: number;
  /** From 1, in characters. */
  readonly column?: number;
}
