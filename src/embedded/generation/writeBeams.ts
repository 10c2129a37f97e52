import { throwIfAborted } from '../../base/abort';
import { searchBeams, type Beam, type BeamOptions } from '../model/beamSearch';
import type { LearntModel } from './sequence';

export interface BeamRequest {
  readonly learnt: LearntModel;
  readonly prompt: readonly number[];
  readonly options: BeamOptions;
}

/** Searches on the calling thread, a slice at a time. */
export async function writeBeams(
  { learnt: { model }, prompt, options }: BeamRequest,
  turn: () => Promise<void>,
  signal: AbortSignal,
): Promise<readonly Beam[]> {
  await turn();
  throwIfAborted(signal);
  const search = searchBeams(model.open(prompt), options);
  for (;;) {
    await turn();
    throwIfAborted(signal);
    const step = search.next();
    if (step.done === true) return step.value;
  }
}
