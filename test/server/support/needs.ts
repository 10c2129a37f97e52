import { it } from 'vitest';
import { capabilities, type Capability, type ServerFacts } from './facts';

type Release = `0.${number}`;

/** What a test asks of a server: that it can do something, cannot, or is of some age. */
export type Need = Capability | `no ${Capability}` | `since ${Release}` | `before ${Release}`;

/** Why a need is not met, as the end of a test's name; undefined where it is met. */
export function lacking(
  need: Need,
  facts: Pick<ServerFacts, 'capabilities' | 'release'>,
): string | undefined {
  const age = /^(since|before) 0\.(\d+)$/.exec(need);
  if (age) {
    const [, direction, minor] = age;
    const release = minorOf(facts.release);
    if (release === undefined) return 'the server has no vLLM release';
    const old = release < Number(minor);
    if (old === (direction === 'before')) return undefined;
    return `the server is vLLM ${facts.release}`;
  }
  const wanted = capabilities.find((capability) => capability === need);
  if (wanted !== undefined) {
    return facts.capabilities.includes(wanted) ? undefined : `the server has no ${wanted}`;
  }
  const unwanted = capabilities.find((capability) => need === `no ${capability}`);
  if (unwanted === undefined) throw new Error(`nobody knows of “${need}”`);
  return facts.capabilities.includes(unwanted) ? `the server has ${unwanted}` : undefined;
}

/** Every reason for which a test with these needs cannot be run. */
export function reasonsNot(needs: readonly Need[], facts: ServerFacts): readonly string[] {
  return needs.flatMap((need) => lacking(need, facts) ?? []);
}

function minorOf(release: string | undefined): number | undefined {
  const minor = /^v?0\.(\d+)/.exec(release ?? '')?.[1];
  return minor === undefined ? undefined : Number(minor);
}

/**
 * A test of what only some servers can do. Where it cannot be run it is skipped, and its name tells
 * why.
 */
export function itNeeds(
  facts: ServerFacts,
  needs: readonly Need[],
  name: string,
  test: () => Promise<void>,
): void {
  const reasons = reasonsNot(needs, facts);
  if (reasons.length === 0) it(name, test);
  else it.skip(`${name} [skipped: ${reasons.join(', ')}]`, test);
}
