import type { PromptWindow } from './promptWindow';

/**
 * How a family of models was trained to fill in the middle. The spellings are the model cards';
 * that a model has them is asked of its tokenizer, because served names say nothing.
 */
export interface FimFamily {
  readonly name: 'qwen' | 'starcoder' | 'deepseek' | 'codestral';
  /** Each is one token of a model of this family. */
  readonly markers: readonly string[];
  readonly prompt: (window: PromptWindow) => string;
  /** Tokens that end a completion, where the tokenizer has them; the likeliest first. */
  readonly terminators: readonly string[];
  /** Recognises the family by a model's name where the tokenizer cannot be asked. */
  readonly names: RegExp;
}

/** Also what the embedded engine reads. CodeGemma and Granite 4 share the spelling of the markers. */
const qwen: FimFamily = {
  name: 'qwen',
  markers: ['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>'],
  prompt: ({ prefix, suffix }) => `<|fim_prefix|>${prefix}<|fim_suffix|>${suffix}<|fim_middle|>`,
  terminators: [
    '<|endoftext|>',
    '<|fim_pad|>',
    '<|file_sep|>',
    '<|im_end|>',
    '<|repo_name|>',
    '<|im_start|>',
    '<|file_separator|>',
    '<|end_of_text|>',
  ],
  names: /qwen.*cod|codegemma|trellis-embedded/i,
};

const starcoder: FimFamily = {
  name: 'starcoder',
  markers: ['<fim_prefix>', '<fim_suffix>', '<fim_middle>'],
  prompt: ({ prefix, suffix }) => `<fim_prefix>${prefix}<fim_suffix>${suffix}<fim_middle>`,
  terminators: ['<|endoftext|>', '<file_sep>', '<repo_name>', '<fim_pad>'],
  names: /starcoder|stable-?code/i,
};

const deepseek: FimFamily = {
  name: 'deepseek',
  markers: ['<｜fim▁begin｜>', '<｜fim▁hole｜>', '<｜fim▁end｜>'],
  prompt: ({ prefix, suffix }) => `<｜fim▁begin｜>${prefix}<｜fim▁hole｜>${suffix}<｜fim▁end｜>`,
  terminators: ['<｜end▁of▁sentence｜>', '<|EOT|>'],
  names: /deepseek.*(coder|v[23])/i,
};

/** Suffix first, and no marker for the middle: what follows the prefix is the middle. */
const codestral: FimFamily = {
  name: 'codestral',
  markers: ['[SUFFIX]', '[PREFIX]'],
  prompt: ({ prefix, suffix }) => `[SUFFIX]${suffix}[PREFIX]${prefix}`,
  terminators: ['</s>', '[MIDDLE]'],
  names: /codestral|devstral/i,
};

export const families: readonly FimFamily[] = [qwen, starcoder, deepseek, codestral];

/** The text before the first marker: where the server could not stop at one, it is cut here. */
export function cutAtMarker(text: string, family: FimFamily): string {
  const ends = [...family.markers, ...family.terminators]
    .map((marker) => text.indexOf(marker))
    .filter((index) => index !== -1);
  return ends.length === 0 ? text : text.slice(0, Math.min(...ends));
}

/**
 * Breaks up marker spellings that stand in a person's own code: a tokenizer would read them as
 * markers and the prompt would end there. Only the prompt is changed, never the document.
 */
export function breakMarkers(text: string, family: FimFamily): string {
  let clean = text;
  for (const marker of [...family.markers, ...family.terminators]) {
    if (clean.includes(marker)) clean = clean.replaceAll(marker, `${marker[0]} ${marker.slice(1)}`);
  }
  return clean;
}
