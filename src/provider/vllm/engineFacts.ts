import type { Constraint } from '../../guided/constraint';
import type { Fact, FactName } from '../capabilities';
import { ProviderError } from '../errors';
import type { CallOptions } from '../llm';
import type { GenerateRequest } from '../request';
import type { ServerFacts } from './facts';
import { quoteServerError } from './probes/verdicts';
import { remedyOf, type ServerDescription } from './remedies';

/**
 * Throws `unsupported` where the engine that keeps the server's constraints is known to read none
 * of this kind: it would refuse them, or break (seen on 0.32.0 with outlines and guidance).
 */
export async function checkEngineSupports(
  { model, guided }: Pick<GenerateRequest, 'model' | 'guided'>,
  facts: Pick<ServerFacts, 'peek' | 'one'>,
  call: CallOptions,
): Promise<void> {
  const name = guided && factOf[guided.kind];
  if (name === undefined || facts.peek(model, name)?.state !== 'no') return;
  const fact = await facts.one(model, name, call);
  if (fact.state !== 'no') return;
  throw new ProviderError('unsupported', refusalOf(name, fact));
}

/** What a refusal tells of the engine, and the refusal in words that say what helps. */
export function learnEngine(
  error: ProviderError,
  facts: Pick<ServerFacts, 'note'>,
  { release, now }: Pick<ServerDescription, 'release'> & { readonly now: () => Date },
): ProviderError {
  const names = tellings.find(([words]) => words.test(error.message))?.[1];
  if (error.code !== 'rejected' || names === undefined) return error;
  const fact = { state: 'no', saw: quoteServerError(error), at: now() } as const;
  for (const name of names) facts.note('', name, { ...fact, ...remedyOf(name, { release }) });
  const [first] = names;
  return new ProviderError(
    'unsupported',
    refusalOf(first, { ...fact, ...remedyOf(first, { release }) }),
    {
      ...(error.status !== undefined && { status: error.status }),
      ...(error.url !== undefined && { url: error.url }),
      cause: error,
    },
  );
}

type EngineFact = Extract<FactName, 'grammars' | 'structural-tags'>;

const factOf: Partial<Record<Constraint['kind'], EngineFact>> = {
  grammar: 'grammars',
  structuralTag: 'structural-tags',
};

const kinds: Readonly<Record<EngineFact, string>> = {
  grammars: 'grammars',
  'structural-tags': 'structural tags',
};

/** Outlines, by source LM Format Enforcer as well, and guidance in their own words (seen on 0.32.0). */
const tellings: readonly (readonly [words: RegExp, no: readonly [EngineFact, ...EngineFact[]]])[] =
  [
    [/(outlines|lm.format.enforcer).*does not support grammar/i, ['grammars', 'structural-tags']],
    [/Invalid grammar specification: 'triggers'/, ['structural-tags']],
  ];

function refusalOf(name: EngineFact, { saw, remedy }: Pick<Fact, 'saw' | 'remedy'>): string {
  const start = remedy === undefined ? '' : `; start it with ${remedy}`;
  return `the engine that enforces this server's constraints does not read ${kinds[name]}: ${saw}${start}`;
}
