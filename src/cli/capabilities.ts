import { factNames, type Capabilities, type Fact, type FactName } from '../provider/capabilities';
import type { JsonValue } from './document';

/** A row for each fact: what it is about, whether it is so, what was seen, what would help. */
export function capabilityRows(
  { facts }: Pick<Capabilities, 'facts'>,
  names: readonly FactName[] = factNames,
): readonly (readonly string[])[] {
  const rows = names.map((name) => {
    const { state, saw, remedy, advice } = facts[name];
    const start = remedy === undefined ? [] : [`start it with ${remedy}`];
    return [name, state, [saw, ...start, ...(advice === undefined ? [] : [advice])].join('; ')];
  });
  return [['capability', '', 'what was seen'], ...rows];
}

/** The facts that the server was asked about. */
export function asked({ facts }: Pick<Capabilities, 'facts'>): readonly FactName[] {
  return factNames.filter((name) => facts[name].at !== undefined);
}

export function capabilitiesDocument({
  model,
  release,
  contextWindow,
  facts,
}: Capabilities): Readonly<Record<string, JsonValue>> {
  return {
    model,
    release: release ?? null,
    contextWindow: contextWindow ?? null,
    capabilities: Object.fromEntries(factNames.map((name) => [name, factDocument(facts[name])])),
  };
}

function factDocument({ state, saw, at, remedy, advice }: Fact): JsonValue {
  return {
    state,
    saw,
    at: at?.toISOString() ?? null,
    remedy: remedy ?? null,
    advice: advice ?? null,
  };
}
