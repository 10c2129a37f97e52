import { expect, it } from 'vitest';
import { mayStandIn, type StandInFacts } from '../../../src/editor/standIn';

const newcomer: StandInFacts = {
  workspace: 'trusted',
  setting: 'auto',
  address: 'default',
  history: 'never-connected',
};

it('the embedded engine starts by itself for a newcomer', () => {
  expect(mayStandIn(newcomer)).toBe(true);
});

it.each([
  { workspace: 'restricted' },
  { setting: 'off' },
  { address: 'chosen' },
  { history: 'connected' },
] as const)('and for nobody with %o', (difference) => {
  expect(mayStandIn({ ...newcomer, ...difference })).toBe(false);
});
