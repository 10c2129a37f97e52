/** All that the Reasoning view and the extension say to each other. */

/**
 * How far a request has come. `waiting` until the first token, `cut` where the token limit ended it.
 */
export type Phase = 'waiting' | 'thinking' | 'answering' | 'done' | 'cut' | 'stopped' | 'failed';

/** A request as the view shows it. Times are in milliseconds. */
export interface ShownRequest {
  readonly id: number;
  readonly model: string;
  readonly phase: Phase;
  /** Since the start; once it has ended, how long it took. */
  readonly elapsed: number;
  /** How long the model thought, once it is done thinking; `undefined` also without any thought. */
  readonly thoughtFor: number | undefined;
  /** The server's or the system's own words, of a request that failed. */
  readonly failure: string | undefined;
  /** A very long thought is kept only in its beginning. */
  readonly kept: 'all' | 'beginning';
}

/** To the page. */
export type HostMessage =
  /** Replaces everything; no request means that nothing was asked yet. */
  | {
      readonly type: 'show';
      readonly request: ShownRequest | undefined;
      readonly thought: string;
    }
  /** The request that is shown went on; `more` follows what was said of its thought so far. */
  | { readonly type: 'continue'; readonly request: ShownRequest; readonly more: string };

/** From the page, which is not trusted: the extension checks each. */
export type PageMessage =
  /** The page listens; what was posted before is lost. */
  | { readonly type: 'ready' }
  | { readonly type: 'ask' }
  | { readonly type: 'stop'; readonly id: number };

export function isRunning(phase: Phase): boolean {
  return phase === 'waiting' || phase === 'thinking' || phase === 'answering';
}
