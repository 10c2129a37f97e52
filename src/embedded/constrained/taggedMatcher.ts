import type { ByteMatcher } from '../../guided/byteMatcher';
import { encodeUtf8 } from '../model/utf8';

/** A matcher for what follows a trigger; it is started anew for each tag. */
export interface TriggeredMatcher {
  readonly trigger: string;
  readonly matcher: ByteMatcher;
}

const everyByte: readonly boolean[] = Array.from({ length: 256 }, () => true);

/**
 * Lets prose through until a trigger is written, then follows the tag that it begins to its end,
 * and lets prose through again.
 */
export class TaggedMatcher implements ByteMatcher {
  private readonly triggers: readonly {
    readonly bytes: Uint8Array;
    readonly matcher: ByteMatcher;
  }[];
  private readonly longest: number;
  /** The last bytes of prose, which may be the start of a trigger. */
  private recent: readonly number[] = [];
  private inside: ByteMatcher | undefined;
  private tags = 0;

  constructor(
    triggered: readonly TriggeredMatcher[],
    private readonly limits: { readonly least: number; readonly most: number | undefined },
  ) {
    this.triggers = triggered.map(({ trigger, matcher }) => ({
      bytes: encodeUtf8(trigger),
      matcher,
    }));
    this.longest = Math.max(...this.triggers.map(({ bytes }) => bytes.length));
  }

  accept(bytes: Uint8Array): boolean {
    if (this.inside !== undefined) {
      if (!this.inside.accept(bytes)) return false;
      this.leaveWhenComplete();
      return true;
    }
    if (!this.mayWriteProse) return false;
    const recent = [...this.recent];
    for (const [index, byte] of bytes.entries()) {
      recent.push(byte);
      if (recent.length > this.longest) recent.shift();
      const found = this.triggers.find((trigger) => endsWith(recent, trigger.bytes));
      if (found === undefined) continue;
      found.matcher.reset();
      // Nothing has changed yet: a token that goes wrong after the trigger is refused as a whole.
      if (!found.matcher.accept(bytes.subarray(index + 1))) return false;
      this.recent = [];
      this.inside = found.matcher;
      this.leaveWhenComplete();
      return true;
    }
    this.recent = recent;
    return true;
  }

  allowedBytes(): readonly boolean[] {
    if (this.inside !== undefined) return this.inside.allowedBytes();
    return this.mayWriteProse ? everyByte : everyByte.map(() => false);
  }

  canEnd(): boolean {
    return this.inside === undefined && this.tags >= this.limits.least;
  }

  reset(): void {
    this.inside = undefined;
    this.recent = [];
    this.tags = 0;
  }

  dispose(): void {
    for (const { matcher } of this.triggers) matcher.dispose();
  }

  private get mayWriteProse(): boolean {
    return this.limits.most === undefined || this.tags < this.limits.most;
  }

  private leaveWhenComplete(): void {
    if (this.inside?.canEnd() !== true) return;
    this.inside = undefined;
    this.tags++;
  }
}

function endsWith(recent: readonly number[], bytes: Uint8Array): boolean {
  const from = recent.length - bytes.length;
  return from >= 0 && bytes.every((byte, index) => recent[from + index] === byte);
}
