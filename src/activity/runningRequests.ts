import { toDisposable, type Disposable } from '../base/disposable';

/** Ends requests that are under way, by the id of their entry; entries themselves are plain data. */
export class RunningRequests {
  private readonly stops = new Map<number, () => void>();

  /** Makes a request stoppable until the result is disposed. */
  add(id: number, stop: () => void): Disposable {
    this.stops.set(id, stop);
    return toDisposable(() => this.stops.delete(id));
  }

  /** Closes the request's connection; one that has ended already is left alone. */
  stop(id: number): void {
    this.stops.get(id)?.();
  }
}
