import { toDisposable, type Disposable } from './disposable';

/** Time as a parameter, so that tests neither sleep nor flake. Times are in milliseconds. */
export interface Clock {
  /** Monotonic; only differences mean anything. */
  now(): number;
  /** Calls back once after `delay`; disposing the result prevents it. */
  after(delay: number, callback: () => void): Disposable;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after(delay, callback) {
    const timer = setTimeout(callback, delay);
    return toDisposable(() => {
      clearTimeout(timer);
    });
  },
};
