import { beforeEach, expect, it } from 'vitest';
import { FactMemory } from '../../../../src/editor/connection/factMemory';
import type { Fact } from '../../../../src/provider/capabilities';

const noon = new Date('2026-11-23T12:00:00Z');
const fact: Fact = { state: 'yes', saw: 'it answered', at: noon, remedy: '--flag', advice: 'more' };

let stored: unknown;
beforeEach(() => (stored = undefined));

/** What a window sees; the next one gets what this one stored, as JSON. */
function windowAt(now: Date): FactMemory {
  const memory = {
    keys: () => [],
    get: () => stored,
    update: (_: string, value: unknown) => {
      stored = JSON.parse(JSON.stringify(value));
      return Promise.resolve();
    },
  };
  return new FactMemory(memory as ConstructorParameters<typeof FactMemory>[0], () => now);
}

it('the next window knows what this one found out', () => {
  windowAt(noon).set('a', fact);
  windowAt(noon).set('b', { ...fact, state: 'no' });
  expect(windowAt(noon).get('a')).toEqual(fact);
  expect(windowAt(noon).get('b')).toEqual({ ...fact, state: 'no' });
  expect(windowAt(noon).get('c')).toBeUndefined();
});

it('what was forgotten is forgotten by the next window, too', () => {
  const memory = windowAt(noon);
  memory.set('a', fact);
  memory.set('b', fact);
  memory.delete('a');
  expect(windowAt(noon).get('a')).toBeUndefined();
  expect(windowAt(noon).get('b')).toEqual(fact);
});

it('a day later the server is asked again: somebody may have started it with other flags', () => {
  windowAt(noon).set('a', fact);
  expect(windowAt(new Date('2026-11-24T11:59:00Z')).get('a')).toEqual(fact);
  expect(windowAt(new Date('2026-11-24T12:01:00Z')).get('a')).toBeUndefined();
});

it('the oldest are forgotten, since addresses come and go', () => {
  const memory = windowAt(noon);
  for (let server = 0; server < 250; server++) memory.set(String(server), fact);
  expect(memory.get('0')).toBeUndefined();
  expect(memory.get('249')).toEqual(fact);
  expect(Object.keys(stored as object).length).toBeLessThanOrEqual(200);
});

it('what another version wrote there is nothing to trust', () => {
  stored = { a: { state: 'perhaps' } };
  expect(windowAt(noon).get('a')).toBeUndefined();
});
