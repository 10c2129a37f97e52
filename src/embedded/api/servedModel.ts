import { ApiError, RouterError } from '../http/apiError';
import { validationError } from '../http/validationError';
import type { LearntModel } from '../generation/sequence';
import { modelName } from '../identity';
import type { Emulation } from '../emulation/emulation';
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
  const { emulation } = context;
  const unnamed = name === undefined || name === '';
  if (unnamed && emulation.has('routerChecksModel')) {
    throw new RouterError(400, 'Invalid request: missing "model" in request body.');
  }
  if (unnamed && emulation.has('modelRequired')) {
    throw validationError([
      { type: 'missing', message: 'Field required', input: {}, path: ['model'] },
    ]);
  }
  if (unnamed || name === modelName) {
    return { name: modelName, learnt: await context.learnt() };
  }
  const adapter = context.adapters.get(name);
  if (adapter === undefined) throw unknownModel(name, emulation);
  return adapter;
}

/** 404 for a model nobody serves (vLLM serve/engine/serving.py); it names the base models only. */
function unknownModel(name: string, emulation: Emulation): ApiError {
  if (emulation.has('routerChecksModel')) {
    const message = `Model '${name}' not found. Available models: ${modelName}`;
    return new RouterError(404, message);
  }
  const aliases = emulation.has('aliasesNamed') ? ` Valid aliases: ${modelName}.` : '';
  const message = `The model \`${name}\` does not exist.${aliases}`;
  return new ApiError(404, message, 'NotFoundError', 'model');
}
