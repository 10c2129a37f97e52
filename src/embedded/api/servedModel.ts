import { unknownModel } from '../http/apiError';
import type { LearntModel } from '../generation/sequence';
import { modelName } from '../identity';
import type { ApiContext } from './apiContext';

/** What a request's `model` means, with the name that its answer carries. */
export interface ServedModel {
  readonly name: string;
  readonly learnt: LearntModel;
}

/** A missing or empty name means the base model (vLLM since 0.8); rejects with vLLM's 404. */
export async function servedModel(
  context: ApiContext,
  name: string | undefined,
): Promise<ServedModel> {
  if (name === undefined || name === '' || name === modelName) {
    return { name: modelName, learnt: await context.learnt() };
  }
  const adapter = context.adapters.get(name);
  // vLLM names the base models only.
  if (!adapter) throw unknownModel(name, [modelName]);
  return adapter;
}
