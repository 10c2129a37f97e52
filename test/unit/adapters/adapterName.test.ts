import { expect, it } from 'vitest';
import { adapterNameOf, unusedName } from '../../../src/adapters/adapterName';

it.each([
  ['/adapters/team-style', 'team-style'],
  ['/adapters/team-style/', 'team-style'],
  ['  adapters/team-style ', 'team-style'],
  ['C:\\adapters\\team-style', 'team-style'],
  ['organisation/team-style', 'team-style'],
  ['/', ''],
])('“%s” suggests the name “%s”', (path, name) => {
  expect(adapterNameOf(path)).toBe(name);
});

it.each([
  ['style', [], 'style'],
  ['style', ['style'], 'style-v2'],
  ['style', ['style', 'style-v2'], 'style-v3'],
  ['style-v7', ['style-v7'], 'style-v8'],
  ['style-v7', ['style-v6'], 'style-v7'],
  ['v2', ['v2'], 'v2-v2'],
] as const)('“%s” beside %j becomes “%s”', (name, taken, free) => {
  expect(unusedName(name, taken)).toBe(free);
});
