import type { LLM, ModelCard } from './llm';

/** Who answers a request, and with which parameters; features are handed one and ask no further. */
export interface Target {
  readonly llm: LLM;
  readonly model: ModelCard;
  /** In tokens, an adapter's parent's included; `undefined` where nobody says. */
  readonly contextWindow: number | undefined;
  /** Upper bound for one answer, from the settings. */
  readonly maxTokens: number;
  /** `undefined` leaves it to the feature, or else to the model. */
  readonly temperature: number | undefined;
  readonly extraBody: Readonly<Record<string, unknown>>;
}
