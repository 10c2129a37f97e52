import { factNames, type Capabilities, type Fact, type FactName } from '../provider/capabilities';
import type { JsonValue } from './document';
import { tableRow } from './table';

/** As wide as the names and the states are; what was seen stands last. */
const widths = [Math.max(...factNames.map(({ length }) => length)), 'unknown'.length] as const;

export const capabilityHeading = tableRow(['capability', '', 'what was seen'], widths);

/** A line for a fact: what it is about, whether it is so, what was seen, what would help. */
export function capabilityLine(name: FactName, { state, saw, remedy, advice }: Fact): string {
  const start = remedy === undefined ? [] : [`start it with ${remedy}`];
  const seen = [saw, ...start, ...(advice === undefined ? [] : [advice])].join('; ');
  return tableRow([name, state, seen], widths);
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

export function factDocument({ state, saw, at, remedy, advice }: Fact): JsonValue {
  return {
    state,
    saw,
    at: at?.toISOString() ?? null,
    remedy: remedy ?? null,
    advice: advice ?? null,
  };
}
