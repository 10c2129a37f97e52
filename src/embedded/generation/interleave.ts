/** What one of several generators gave: a value, or the result it ended with. */
export type Interleaved<T, R> =
  | { readonly index: number; readonly kind: 'value'; readonly value: T }
  | { readonly index: number; readonly kind: 'end'; readonly value: R };

/**
 * Merges generators in the order in which their values come. Each is asked for its next value only
 * after the last one was taken, so a slow reader holds all of them back. When one throws, or the
 * reader stops, the others are ended.
 */
export async function* interleave<T, R>(
  sources: readonly AsyncGenerator<T, R, undefined>[],
): AsyncGenerator<Interleaved<T, R>, void, undefined> {
  const ready: { readonly index: number; readonly result: IteratorResult<T, R> }[] = [];
  let failure: { readonly error: unknown } | undefined;
  let wake = (): void => {};
  const ask = (index: number): void => {
    const source = sources[index];
    if (source === undefined) return;
    source.next().then(
      (result) => {
        ready.push({ index, result });
        wake();
      },
      (error: unknown) => {
        failure ??= { error };
        wake();
      },
    );
  };

  try {
    for (const index of sources.keys()) ask(index);
    let open = sources.length;
    while (open > 0) {
      if (failure) throw failure.error;
      const next = ready.shift();
      if (next === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      const { index, result } = next;
      if (result.done === true) {
        open--;
        yield { index, kind: 'end', value: result.value };
      } else {
        yield { index, kind: 'value', value: result.value };
        ask(index);
      }
    }
  } finally {
    // A generator that waits inside `next()` ends only when its own signal aborts: not awaited.
    for (const source of sources) void source.return(undefined as R).catch(() => undefined);
  }
}
