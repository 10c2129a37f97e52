import { toDisposable, type Disposable } from '../base/disposable';

/** What a person can do with a request that is under way. */
export interface RequestControls {
  stop(): void;
  /** `undefined` where whoever asked cannot have the answer before the thought is over. */
  readonly answerNow: (() => void) | undefined;
}

/** Controls requests that are under way, by the id of their entry; entries themselves are plain data. */
export class RunningRequests {
  private readonly controls = new Map<number, RequestControls>();

  /** Makes a request controllable until the result is disposed. */
  add(id: number, controls: RequestControls): Disposable {
    this.controls.set(id, controls);
    return toDisposable(() => this.controls.delete(id));
  }

  /** Closes the request's connection; one that has ended already is left alone. */
  stop(id: number): void {
    this.controls.get(id)?.stop();
  }

  /** Has the answer from what was thought so far. */
  answerNow(id: number): void {
    this.controls.get(id)?.answerNow?.();
  }
}
