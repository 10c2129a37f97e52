import { expect, it } from 'vitest';
import {
  mayStartEngine,
  type EngineFallbackOptions,
} from '../../../../src/editor/connection/engineFallback';

const newcomer: EngineFallbackOptions = {
  workspace: 'trusted',
  setting: 'auto',
  address: 'default',
  history: 'never-connected',
};

it('the embedded engine starts by itself for a newcomer', () => {
  expect(mayStartEngine(newcomer)).toBe(true);
});

it.each([
  { workspace: 'restricted' },
  { setting: 'off' },
  { address: 'chosen' },
  { history: 'connected' },
] as const)('and for nobody with %o', (difference) => {
  expect(mayStartEngine({ ...newcomer, ...difference })).toBe(false);
});
