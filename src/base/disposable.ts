/** Something that holds a resource until it is told to let go. */
export interface Disposable {
  dispose(): void;
}

export function toDisposable(dispose: () => void): Disposable {
  let done = false;
  return {
    dispose() {
      if (done) return;
      done = true;
      dispose();
    },
  };
}

/**
 * Owns disposables and disposes them in reverse order. Something added after the store was
 * disposed is disposed at once, so that a late asynchronous registration cannot leak.
 */
export class DisposableStore implements Disposable {
  private readonly items: Disposable[] = [];
  private disposed = false;

  get isDisposed(): boolean {
    return this.disposed;
  }

  add<T extends Disposable>(item: T): T {
    if (this.disposed) item.dispose();
    else this.items.push(item);
    return item;
  }

  dispose(): void {
    this.disposed = true;
    for (const item of this.items.splice(0).reverse()) item.dispose();
  }
}

/** Holds at most one disposable; setting another disposes the one before. */
export class DisposableSlot<T extends Disposable> implements Disposable {
  private item: T | undefined;

  get value(): T | undefined {
    return this.item;
  }

  set(item: T | undefined): void {
    if (item === this.item) return;
    this.item?.dispose();
    this.item = item;
  }

  dispose(): void {
    this.set(undefined);
  }
}
