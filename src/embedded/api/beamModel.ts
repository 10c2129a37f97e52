import type { LearntModel } from '../generation/sequence';
import type { ApiContext } from './apiContext';

/** What beams are searched in: a model, and the prompts in that model's tokens. */
export interface BeamModel {
  readonly learnt: LearntModel;
  readonly prompts: readonly (readonly number[])[];
}

/**
 * Where the beams of a request are searched: releases that forgot the adapter took the base. Each of
 * this engine's models has a vocabulary of its own, so the prompts are then read anew.
 */
export async function beamModel(
  { emulation, learnt }: ApiContext,
  named: BeamModel,
): Promise<BeamModel> {
  if (!emulation.has('beamsIgnoreAdapters')) return named;
  const base = await learnt();
  if (base === named.learnt) return named;
  const prompts = named.prompts.map((ids) => base.model.encode(named.learnt.model.decode(ids)));
  return { learnt: base, prompts };
}
