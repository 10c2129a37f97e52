import { LruMap } from '../base/lru';
import type { PromptWindow } from './promptWindow';

/**
 * Remembers completions, so that typing what was suggested, or deleting back to where it was
 * suggested, asks nothing of the server.
 */
export class CompletionCache {
  private readonly entries: LruMap<string, string>;

  constructor(capacity = 64) {
    this.entries = new LruMap(capacity);
  }

  get(scope: string, { prefix, suffix }: PromptWindow): string | undefined {
    const typedAtMost = Math.min(maxTypedLength, prefix.length);
    for (let typed = 0; typed <= typedAtMost; typed++) {
      const start = prefix.slice(0, prefix.length - typed);
      const known = this.entries.get(key(scope, start, suffix));
      if (known === undefined) continue;
      const since = prefix.slice(prefix.length - typed);
      if (known.startsWith(since) && known.length > since.length) return known.slice(since.length);
    }
    return undefined;
  }

  set(scope: string, { prefix, suffix }: PromptWindow, completion: string): void {
    this.entries.set(key(scope, prefix, suffix), completion);
  }
}

/** How far typing may have gone since a completion was asked for. */
const maxTypedLength = 80;

/** Text this near to the cursor tells two places apart; more would only be hashed for nothing. */
const nearBefore = 400;
const nearAfter = 200;

function key(scope: string, prefix: string, suffix: string): string {
  return `${scope}\u0000${prefix.slice(-nearBefore)}\u0000${suffix.slice(0, nearAfter)}`;
}
