import type { LearntModel } from '../generation/sequence';
import type { ApiContext } from './apiContext';

/** The model that beams are searched in: releases that forgot the adapter took the base. */
export async function beamModel(
  { emulation, learnt }: ApiContext,
  named: LearntModel,
): Promise<LearntModel> {
  return emulation.has('beamsIgnoreAdapters') ? await learnt() : named;
}
