import { AbortError, onAbort, throwIfAborted } from '../../base/abort';
import { assertNever } from '../../base/assertNever';
import type { Clock } from '../../base/clock';
import { DisposableSlot, DisposableStore } from '../../base/disposable';
import type { Emulation } from '../emulation/emulation';
import type { Sequence, SequenceRequest } from '../generation/sequence';
import type { TimeSlicer } from '../generation/timeSlicer';
import { ApiError } from '../http/apiError';
import type { EngineConstraint } from './engineConstraint';
import { refusal } from './refusal';
import type { Lease, WorkerPool } from './workerPool';
import type { WorkerEvent } from './workerThread';

export interface ConstrainedOptions {
  readonly pool: WorkerPool;
  readonly turns: TimeSlicer;
  readonly clock: Clock;
  readonly emulation: Emulation;
}

/** Milliseconds for compiling a constraint, and then between two tokens. */
const deadline = 5_000;
/** Milliseconds for a worker to notice that its job was cancelled. */
const cancelTime = 250;

/** Writes one text under a constraint, in a worker; a worker that gets stuck is replaced. */
export async function* writeConstrained(
  request: SequenceRequest & { readonly constraint: EngineConstraint },
  { pool, turns, clock, emulation }: ConstrainedOptions,
  signal: AbortSignal,
): Sequence {
  const lease = await pool.lease(signal);
  const cancelled = new SharedArrayBuffer(4);
  const store = new DisposableStore();
  const timer = store.add(new DisposableSlot());
  const events: (WorkerEvent | { readonly kind: 'late' } | { readonly kind: 'aborted' })[] = [];
  let wake = (): void => {};
  const push = (event: (typeof events)[number]): void => {
    events.push(event);
    wake();
  };
  const expectSoon = (): void => {
    timer.set(
      clock.after(deadline, () => {
        push({ kind: 'late' });
      }),
    );
  };
  let phase: 'compiling' | 'decoding' | 'done' = 'compiling';

  lease.worker.listen((event) => {
    push(event);
    if (event.kind === 'end') {
      // Another text may be begun before everything of this one was read.
      timer.dispose();
      lease.release();
    } else expectSoon();
  });
  store.add(
    onAbort(signal, () => {
      push({ kind: 'aborted' });
    }),
  );
  expectSoon();
  const { learnt, prompt, sampling, constraint } = request;
  const { id: corpusId, snapshot } = learnt;
  lease.worker.post({ corpusId, snapshot, prompt, sampling, constraint, cancelled });
  try {
    for (;;) {
      throwIfAborted(signal);
      const event = events.shift();
      if (event === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      switch (event.kind) {
        case 'ready':
        case 'cancelled':
          break;
        case 'compiled':
          phase = 'decoding';
          break;
        case 'chunks':
          for (const chunk of event.chunks) {
            // What the chunks cause on this thread is shared out like writing itself.
            await turns.take();
            throwIfAborted(signal);
            yield chunk;
          }
          break;
        case 'end':
          phase = 'done';
          return event.end;
        case 'refused':
          phase = 'done';
          throw refusal(constraint, event.problems, emulation);
        case 'failed':
          phase = event.broken ? 'compiling' : 'done';
          throw refusal(constraint, [{ message: event.message }], emulation);
        case 'died':
          phase = 'compiling';
          throw new ApiError(500, event.message, 'InternalServerError');
        case 'late':
          throw lateness(phase, constraint, emulation);
        case 'aborted':
          throw new AbortError();
        default:
          assertNever(event);
      }
    }
  } finally {
    store.dispose();
    putBack(lease, { phase, cancelled: new Int32Array(cancelled), clock });
  }
}

function lateness(
  phase: 'compiling' | 'decoding' | 'done',
  constraint: EngineConstraint,
  emulation: Emulation,
): ApiError {
  const seconds = deadline / 1000;
  if (phase === 'compiling') {
    return refusal(constraint, [{ message: `not compiled within ${seconds} seconds` }], emulation);
  }
  const message = `The constraint allowed no token within ${seconds} seconds.`;
  return new ApiError(500, message, 'InternalServerError');
}

/** Returns a worker to its pool: at once, when it has stopped, or not at all. */
function putBack(
  lease: Lease,
  {
    phase,
    cancelled,
    clock,
  }: {
    readonly phase: 'compiling' | 'decoding' | 'done';
    readonly cancelled: Int32Array;
    readonly clock: Clock;
  },
): void {
  if (!lease.isLent) return;
  if (phase === 'done') {
    lease.release();
    return;
  }
  // Compiling cannot be interrupted; decoding looks at the flag before each token.
  if (phase === 'compiling') {
    lease.discard();
    return;
  }
  Atomics.store(cancelled, 0, 1);
  const timer = clock.after(cancelTime, () => {
    lease.discard();
  });
  lease.worker.listen((event) => {
    if (event.kind === 'chunks' || event.kind === 'compiled') return;
    timer.dispose();
    if (event.kind === 'cancelled' || event.kind === 'end') lease.release();
    else lease.discard();
  });
}
