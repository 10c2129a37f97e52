import { isAtLeast, type Release } from './release';

/** What a release understands. Everything above the wire knows nothing of it. */
export interface Dialect {
  /**
   * The words for constraints. `both` is for a server that does not say its release: every one
   * since 0.6.5 takes the field it knows and ignores the other (reference, section 3.1).
   */
  readonly constraints: 'guided' | 'structured-outputs' | 'both';
  /** Grammars are XGrammar's from 0.6.5 on; before, another library read another language. */
  readonly grammars: 'xgrammar' | 'none';
  /** vLLM's own options that this release does not have; from 0.6.5 on it would ignore them. */
  readonly missing: Readonly<Record<'chat' | 'completions', readonly VersionedOption[]>>;
  /** Before 0.9.1 beam search leaves the adapter out (reference, section 4). */
  readonly beamsUnderAdapter: 'kept' | 'ignored';
}

/** Options that came while Trellis' range of releases went on. */
export type VersionedOption = 'cacheSalt' | 'requestId' | 'thinkingBudget';

const ownOptions = ['cacheSalt', 'requestId', 'thinkingBudget'] as const;

/** First releases that have them, by route (reference, section 2.2; addendum, section 1.2). */
const since: Readonly<Record<'chat' | 'completions', Readonly<Record<VersionedOption, Release>>>> =
  {
    chat: { requestId: [0, 6, 4], cacheSalt: [0, 9, 0], thinkingBudget: [0, 20, 0] },
    completions: { requestId: [0, 10, 1], cacheSalt: [0, 10, 0], thinkingBudget: [0, 24, 0] },
  };

/** `undefined` is treated as the newest, in both words. */
export function dialectOf(release: Release | undefined): Dialect {
  const has = (other: Release): boolean => release === undefined || isAtLeast(release, other);
  const structured = has([0, 11, 0]);
  const missing = (route: 'chat' | 'completions'): readonly VersionedOption[] =>
    ownOptions.filter((option) => !has(since[route][option]));
  return {
    constraints: release === undefined ? 'both' : structured ? 'structured-outputs' : 'guided',
    grammars: has([0, 6, 5]) ? 'xgrammar' : 'none',
    missing: { chat: missing('chat'), completions: missing('completions') },
    beamsUnderAdapter: has([0, 9, 1]) ? 'kept' : 'ignored',
  };
}
