/** All that the Reasoning view and the extension say to each other. */

/**
 * How far a request has come. `waiting` until the first token, `cut` where the token limit ended it.
 */
export type Phase = 'waiting' | 'thinking' | 'answering' | 'done' | 'cut' | 'stopped' | 'failed';

/** A request as the view shows it. Times are in milliseconds. */
export interface ShownRequest {
  readonly id: number;
  /** What was asked, on one line. */
  readonly title: string;
  /** Who answers: the model, and the adapter on top of it. */
  readonly model: string;
  readonly phase: Phase;
  /** Whether there is a thought to look at, or may be one yet. */
  readonly thought: 'possible' | 'none';
  /** Whether the answer can be had now, from what was thought so far. */
  readonly answerNow: 'possible' | 'impossible';
  /** Since the start; once it has ended, how long it took. */
  readonly elapsed: number;
  /** How long the model thought, once it is done thinking; `undefined` also without any thought. */
  readonly thoughtFor: number | undefined;
  /** Why a request failed, as a sentence. */
  readonly failure: string | undefined;
  /** A very long thought is kept only in its beginning. */
  readonly kept: 'all' | 'beginning';
}

/** What the view lists: what runs, the newest first, and the request that ended last. */
export interface ShownRequests {
  readonly requests: readonly ShownRequest[];
  /** The request whose thought is shown, by id. */
  readonly current: number | undefined;
}

/** To the page. */
export type HostMessage =
  /** Replaces everything; no request means that nothing was asked yet. */
  | { readonly type: 'show'; readonly shown: ShownRequests; readonly thought: string }
  /** What is shown went on; `more` follows what was said of its thought so far. */
  | { readonly type: 'continue'; readonly shown: ShownRequests; readonly more: string };

/** From the page, which is not trusted: the extension checks each. */
export type PageMessage =
  /** The page listens; what was posted before is lost. */
  | { readonly type: 'ready' }
  | { readonly type: 'ask' }
  | { readonly type: 'connect' }
  /** Shows the thought of this request. */
  | { readonly type: 'look'; readonly id: number }
  | { readonly type: 'stop'; readonly id: number }
  /** Ends the thought of this request and has its answer. */
  | { readonly type: 'answer-now'; readonly id: number };

export function isRunning(phase: Phase): boolean {
  return phase === 'waiting' || phase === 'thinking' || phase === 'answering';
}
