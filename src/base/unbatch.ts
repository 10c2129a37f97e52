/**
 * The items of batches one by one, for one reader. Each item that is there already costs a single
 * promise; passing items through a chain of async generators costs several in each of them.
 * `open` is called when the first item is asked for.
 */
export function unbatch<T>(
  open: () => Promise<AsyncIterator<readonly T[], unknown>>,
): AsyncIterableIterator<T> {
  return new Unbatched(open);
}

class Unbatched<T> implements AsyncIterableIterator<T> {
  private source: AsyncIterator<readonly T[], unknown> | undefined;
  private batch: readonly T[] = [];
  private taken = 0;
  private state: 'reading' | 'ended' = 'reading';

  constructor(private readonly open: () => Promise<AsyncIterator<readonly T[], unknown>>) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const { batch, taken } = this;
    if (taken >= batch.length) return this.nextBatch();
    this.taken++;
    return Promise.resolve({ value: batch[taken] as T, done: false });
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    this.end();
    await this.source?.return?.();
    return { value: undefined, done: true };
  }

  private async nextBatch(): Promise<IteratorResult<T, undefined>> {
    if (this.state === 'ended') return { value: undefined, done: true };
    try {
      this.source ??= await this.open();
      for (;;) {
        const { value, done } = await this.source.next();
        if (done) break;
        if (value.length === 0) continue;
        this.batch = value;
        this.taken = 1;
        return { value: value[0] as T, done: false };
      }
    } catch (error) {
      this.end();
      throw error;
    }
    this.end();
    return { value: undefined, done: true };
  }

  private end(): void {
    this.state = 'ended';
    this.batch = [];
    this.taken = 0;
  }
}
