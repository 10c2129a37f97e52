import type { ProviderError } from '../provider/errors';

/** Why a server did not load or unload an adapter, as far as one thing would mend it. */
export type AdapterRefusal =
  /** The routes are not there: `VLLM_ALLOW_RUNTIME_LORA_UPDATING` is not set. */
  | { readonly kind: 'routes-off' }
  /** Started without `--enable-lora`. */
  | { readonly kind: 'lora-off' }
  | { readonly kind: 'no-such-path' }
  | { readonly kind: 'rank-too-high'; readonly rank: number; readonly most: number }
  | { readonly kind: 'other-architecture' }
  | { readonly kind: 'name-taken' }
  | { readonly kind: 'name-of-base' }
  | { readonly kind: 'not-loaded' }
  | { readonly kind: 'not-vllm' }
  | { readonly kind: 'unknown' };

/**
 * Tells refusals apart, by status and shape where those say it. vLLM answers every other failure to
 * load with one status (500 since 0.18, 400 before), so there its wording decides; the wordings are
 * the same from 0.8 to 0.32 (protocol reference, addendum, section 3, rows 8 to 15).
 */
export function adapterRefusal(error: ProviderError, route: 'load' | 'unload'): AdapterRefusal {
  if (error.code === 'unsupported') return { kind: 'not-vllm' };
  if (error.code === 'not-found') {
    if (error.missing === 'route') return { kind: 'routes-off' };
    return { kind: route === 'load' ? 'no-such-path' : 'not-loaded' };
  }
  if (route === 'unload') return { kind: 'unknown' };
  const rank = /LoRA rank (\d+) is greater than max_lora_rank (\d+)/.exec(error.message);
  if (rank) return { kind: 'rank-too-high', rank: Number(rank[1]), most: Number(rank[2]) };
  const known = wordings.find(([words]) => error.message.includes(words));
  return { kind: known?.[1] ?? 'unknown' };
}

const wordings: readonly (readonly [words: string, kind: WordedKind])[] = [
  ['LoRA is not enabled', 'lora-off'],
  ['No adapter found for', 'no-such-path'],
  ['expected target modules in', 'other-architecture'],
  // Weights of another shape (seen on 0.32.0).
  ['The size of tensor a', 'other-architecture'],
  ['has already been loaded', 'name-taken'],
  ['conflicts with a served base model', 'name-of-base'],
];

type WordedKind =
  'lora-off' | 'no-such-path' | 'other-architecture' | 'name-taken' | 'name-of-base';
