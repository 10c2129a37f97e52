import { ProviderError } from '../provider/errors';
import type { ModelCard, Tokenization } from '../provider/llm';
import { families, type FimFamily } from './families';

/** How to ask one model to fill in the middle. */
export interface FimProfile {
  readonly family: FimFamily;
  /** Ids of the family's markers and terminators; empty where the tokenizer could not be asked. */
  readonly stopTokenIds: readonly number[];
  readonly evidence: 'tokenizer' | 'name';
}

/** Tokens of a text, special tokens recognised and none added. */
export type Tokenize = (text: string) => Promise<Tokenization>;

/**
 * Finds the family whose every marker is a single token of the model; `undefined` is a model that
 * cannot fill in the middle. Where the server has no tokenizer route, the name decides.
 */
export async function detectFamily(
  model: ModelCard,
  tokenize: Tokenize,
): Promise<FimProfile | undefined> {
  try {
    for (const family of families) {
      const markerIds = await singleTokens(family.markers, tokenize);
      if (markerIds.length < family.markers.length) continue;
      const terminatorIds = await singleTokens(family.terminators, tokenize);
      return { family, stopTokenIds: [...markerIds, ...terminatorIds], evidence: 'tokenizer' };
    }
    return undefined;
  } catch (error) {
    if (!(error instanceof ProviderError) || !hasNoTokenizer(error)) throw error;
    return byName(model);
  }
}

async function singleTokens(texts: readonly string[], tokenize: Tokenize): Promise<number[]> {
  const answers = await Promise.all(texts.map((text) => tokenize(text)));
  return answers.flatMap(({ tokens }) => (tokens.length === 1 ? tokens : []));
}

function hasNoTokenizer(error: ProviderError): boolean {
  const permanent = ['unsupported', 'not-found', 'rejected', 'unauthorized', 'bad-response'];
  return permanent.includes(error.code);
}

function byName(model: ModelCard): FimProfile | undefined {
  const names = [model.id, model.root, model.parent].filter((name) => name !== undefined);
  const family = families.find((candidate) => names.some((name) => candidate.names.test(name)));
  return family && { family, stopTokenIds: [], evidence: 'name' };
}
