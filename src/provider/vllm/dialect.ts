import { isAtLeast, type Release } from '../release';

/** What a release understands. Everything above the wire knows nothing of it. */
export interface Dialect {
  /**
   * The words for constraints. `both` is for a server that does not say its release: every one
   * since 0.6.5 takes the field it knows and ignores the other (reference, section 3.1).
   */
  readonly constraints: 'guided' | 'structured-outputs' | 'both';
  /** How a structural tag travels; before 0.11 in the legacy form of `response_format`. */
  readonly structuralTags: 'structured-outputs' | 'response-format';
  /** Grammars are XGrammar's from 0.6.5 on; before, another library read another language. */
  readonly grammars: 'xgrammar' | 'none';
  /** Until 0.6.4 a field that a server does not know is an error (reference, section 2.1). */
  readonly unknownFields: 'refused' | 'ignored';
  /** Before 0.9.1 beam search leaves the adapter out (reference, section 4). */
  readonly beamsUnderAdapter: 'kept' | 'ignored';
}

/** `undefined` is treated as the newest, in both words. */
export function dialectOf(release: Release | undefined): Dialect {
  const since = (other: Release): boolean => release === undefined || isAtLeast(release, other);
  const structured = since([0, 11, 0]);
  return {
    constraints: release === undefined ? 'both' : structured ? 'structured-outputs' : 'guided',
    structuralTags: structured ? 'structured-outputs' : 'response-format',
    grammars: since([0, 6, 5]) ? 'xgrammar' : 'none',
    unknownFields: since([0, 6, 5]) ? 'ignored' : 'refused',
    beamsUnderAdapter: since([0, 9, 1]) ? 'kept' : 'ignored',
  };
}
