import { expect, it } from 'vitest';
import { RecentServers } from '../../../../src/editor/connection/recentServers';

function recentOver(before: unknown) {
  let kept = before;
  const recent = new RecentServers({
    get: () => kept as never,
    update: (_key: string, value: unknown) => {
      kept = value;
      return Promise.resolve();
    },
  });
  return recent;
}

it('servers are remembered once each, the latest first', async () => {
  const recent = recentOver(undefined);
  for (const address of ['http://a/v1', 'http://b/v1', 'http://a/v1']) await recent.add(address);
  expect(recent.all).toEqual(['http://a/v1', 'http://b/v1']);
});

it('ten servers are remembered', async () => {
  const recent = recentOver(undefined);
  for (let at = 0; at < 12; at++) await recent.add(`http://gpu-${at}/v1`);
  expect(recent.all).toHaveLength(10);
  expect(recent.all[0]).toBe('http://gpu-11/v1');
});

it('what another release left in the memory is no list', () => {
  expect(recentOver({ a: 1 }).all).toEqual([]);
});
