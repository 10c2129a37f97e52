import * as z from 'zod';
import { ProviderError } from '../errors';
import type { ModelCard } from '../llm';

const modelList = z.looseObject({
  data: z.array(
    z.looseObject({
      id: z.string(),
      root: z.string().nullish(),
      parent: z.string().nullish(),
      max_model_len: z.number().int().positive().nullish(),
      owned_by: z.string().nullish(),
    }),
  ),
});

const serverVersion = z.looseObject({ version: z.string().max(200) });

export function decodeModels(json: unknown): readonly ModelCard[] {
  const parsed = modelList.safeParse(json);
  if (!parsed.success) {
    throw new ProviderError('bad-response', 'the answer to /models is not a list of models');
  }
  return parsed.data.data.map((card) => ({
    id: card.id,
    root: card.root ?? undefined,
    parent: card.parent ?? undefined,
    contextWindow: card.max_model_len ?? undefined,
    ...(card.owned_by && { owner: card.owned_by }),
  }));
}

export function decodeVersion(json: unknown): string | undefined {
  const parsed = serverVersion.safeParse(json);
  return parsed.success ? parsed.data.version : undefined;
}
