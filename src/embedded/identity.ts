/** The id under which `/v1/models` lists the engine's one model. */
export const modelName = 'trellis-embedded';

/** Tokens of prompt and answer together. */
export const maxModelLength = 32_768;

/** Characters no prompt of `maxModelLength` tokens can exceed; longer ones are not tokenized. */
export const maxPromptCharacters = 64 * maxModelLength;

/** Stands wherever the engine introduces itself, so that nobody takes it for more than it is. */
export const notice =
  'embedded n-gram engine: for trying Trellis and for offline completions, not a coding model';

export const serverHeader = 'trellis-embedded';
