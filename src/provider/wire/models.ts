import * as z from 'zod';
import { ProviderError } from '../errors';
import type { ModelCard } from '../llm';

/** More than any server has; each is remembered, drawn as a row and looked through. */
export const maxModels = 10_000;

/** Models, and how many more stood in their list, which are not read. */
export interface ModelList {
  readonly models: readonly ModelCard[];
  readonly unread: number;
}

const list = z.looseObject({ data: z.array(z.unknown()) });

const cards = z.array(
  z.looseObject({
    id: z.string(),
    root: z.string().nullish(),
    parent: z.string().nullish(),
    max_model_len: z.number().int().positive().nullish(),
    owned_by: z.string().nullish(),
  }),
);

const serverVersion = z.looseObject({ version: z.string().max(200) });

export function decodeModels(json: unknown): ModelList {
  const all = list.safeParse(json).data?.data;
  const parsed = cards.safeParse(all?.slice(0, maxModels));
  if (!all || !parsed.success) {
    throw new ProviderError('bad-response', 'the answer to /models is not a list of models');
  }
  const models = parsed.data.map((card) => ({
    id: card.id,
    root: card.root ?? undefined,
    parent: card.parent ?? undefined,
    contextWindow: card.max_model_len ?? undefined,
    ...(card.owned_by && { owner: card.owned_by }),
  }));
  return { models, unread: all.length - models.length };
}

export function decodeVersion(json: unknown): string | undefined {
  const parsed = serverVersion.safeParse(json);
  return parsed.success ? parsed.data.version : undefined;
}
