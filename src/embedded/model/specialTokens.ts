/**
 * Spelt as Qwen spells them, so that prompts written for Qwen mean the same here. The order is part
 * of the contract: ids never move, whatever was learnt, so that clients may keep them.
 */
export const specialTokens = [
  '<|endoftext|>',
  '<|im_start|>',
  '<|im_end|>',
  '<|fim_prefix|>',
  '<|fim_middle|>',
  '<|fim_suffix|>',
  '<|fim_pad|>',
  '<|repo_name|>',
  '<|file_sep|>',
  '<think>',
  '</think>',
] as const;

export type SpecialToken = (typeof specialTokens)[number];

/** The ids below are the 256 bytes. */
export const firstSpecialId = 256;
/** Ids from here on are learnt words. */
export const firstWordId = firstSpecialId + specialTokens.length;

export function specialTokenId(token: SpecialToken): number {
  return firstSpecialId + specialTokens.indexOf(token);
}

/** `undefined` for bytes and learnt words. */
export function specialTokenOf(id: number): SpecialToken | undefined {
  return specialTokens[id - firstSpecialId];
}

/** Stands for the end of a text wherever that needs a name, as in log-probabilities. */
export const endToken: SpecialToken = '<|endoftext|>';

const spelling = /<\|[a-z_]{3,12}\|>|<\/?think>/g;

/** A run of plain text, or one special token. */
export type TextPiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'special'; readonly token: SpecialToken };

/** Cuts `text` at its special tokens; joining the pieces gives `text` again. */
export function splitSpecialTokens(text: string): readonly TextPiece[] {
  const pieces: TextPiece[] = [];
  let from = 0;
  for (const match of text.matchAll(spelling)) {
    const token = specialTokens.find((special) => special === match[0]);
    if (token === undefined) continue;
    if (match.index > from) pieces.push({ kind: 'text', text: text.slice(from, match.index) });
    pieces.push({ kind: 'special', token });
    from = match.index + token.length;
  }
  if (from < text.length) pieces.push({ kind: 'text', text: text.slice(from) });
  return pieces;
}
