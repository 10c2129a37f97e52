import { unknownModel } from '../http/apiError';
import { modelName } from '../identity';

/** A missing or empty name means the served model (vLLM since 0.8). */
export function checkModel(model: string | undefined): void {
  if (model === undefined || model === '' || model === modelName) return;
  throw unknownModel(model, [modelName]);
}
