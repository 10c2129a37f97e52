import { isRefusal, ProviderError } from '../provider/errors';
import type { CallOptions, LLM } from '../provider/llm';

/**
 * How categories are coded for the model: as one token each, so that one token decides and its
 * probabilities are those of the categories; or as their names, where nobody counts tokens.
 */
export interface CategoryLabels {
  readonly kind: 'labels' | 'names';
  /** One for each category, in their order. */
  readonly labels: readonly string[];
}

/** In the order in which they are tried. */
const candidates = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890abcdefghijklmnopqrstuvwxyz');

/** Labels that the model's tokenizer has as single tokens, no two of them the same one. */
export async function findLabels(
  llm: Pick<LLM, 'tokenize'>,
  { model, names }: { readonly model: string; readonly names: readonly string[] },
  call: CallOptions,
): Promise<CategoryLabels> {
  const found = new Map<number, string>();
  const asNames: CategoryLabels = { kind: 'names', labels: names };
  try {
    for (let next = 0; found.size < names.length;) {
      const wanted = candidates.slice(next, next + names.length - found.size);
      if (wanted.length === 0) return asNames;
      next += wanted.length;
      const tokens = await Promise.all(
        wanted.map((text) => llm.tokenize({ model, text, addSpecialTokens: 'no' }, call)),
      );
      for (const [index, label] of wanted.entries()) {
        const [token, ...others] = tokens[index]?.tokens ?? [];
        if (token === undefined || others.length > 0 || found.has(token)) continue;
        found.set(token, label);
      }
    }
  } catch (error) {
    if (hasNoTokenizer(error)) return asNames;
    throw error;
  }
  return { kind: 'labels', labels: [...found.values()] };
}

function hasNoTokenizer(error: unknown): boolean {
  if (isRefusal(error)) return true;
  const isMissing = error instanceof ProviderError && error.missing !== 'model';
  return isMissing && (error.code === 'not-found' || error.code === 'bad-response');
}
