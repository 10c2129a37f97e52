import { throwIfAborted } from '../../base/abort';
import { decode } from '../model/decode';
import type { Sequence, SequenceRequest } from './sequence';
import type { TimeSlicer } from './timeSlicer';

/** Decodes on the calling thread, a slice at a time, with no constraint. */
export async function* writeFreely(
  { learnt: { model }, prompt, sampling }: SequenceRequest,
  turns: TimeSlicer,
  signal: AbortSignal,
): Sequence {
  await turns.take();
  throwIfAborted(signal);
  const decoding = decode(model.open(prompt), sampling, model);
  for (;;) {
    await turns.take();
    throwIfAborted(signal);
    const step = decoding.next();
    if (step.done === true) return step.value;
    yield step.value;
  }
}
