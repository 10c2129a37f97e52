/** Text that may go out now, and the stop string that ended the text, if one did. */
export interface StopResult {
  readonly text: string;
  readonly stopped: string | undefined;
}

/** Looks for stop strings in a text that arrives in pieces, and holds back what may become one. */
export class StopMatcher {
  private held = '';

  constructor(
    private readonly stops: readonly string[],
    private readonly output: 'with stop' | 'without stop',
  ) {}

  push(text: string): StopResult {
    this.held += text;
    const found = this.earliest();
    if (found !== undefined) {
      const end = found.index + (this.output === 'with stop' ? found.stop.length : 0);
      return { text: this.release(end), stopped: found.stop };
    }
    return { text: this.release(this.held.length - this.partialLength()), stopped: undefined };
  }

  /** Lets text through unseen, as vLLM does until `min_tokens` are written. */
  pass(text: string): string {
    this.held += text;
    return this.flush();
  }

  /** What was held back; the text is over. */
  flush(): string {
    return this.release(this.held.length);
  }

  private release(length: number): string {
    const text = this.held.slice(0, length);
    this.held = this.held.slice(length);
    return text;
  }

  private earliest(): { readonly index: number; readonly stop: string } | undefined {
    let best: { readonly index: number; readonly stop: string } | undefined;
    for (const stop of this.stops) {
      const index = stop === '' ? -1 : this.held.indexOf(stop);
      if (index >= 0 && (best === undefined || index < best.index)) best = { index, stop };
    }
    return best;
  }

  private partialLength(): number {
    let longest = 0;
    for (const stop of this.stops) {
      for (let length = Math.min(stop.length - 1, this.held.length); length > longest; length--) {
        if (stop.startsWith(this.held.slice(-length))) longest = length;
      }
    }
    return longest;
  }
}
