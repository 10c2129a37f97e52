import { expect, it } from 'vitest';
import {
  containKey,
  placeholderKey,
  requestHeaders,
} from '../../../src/provider/transport/headers';

it.each([
  ['a key', 'secret', {}, true],
  ['none', placeholderKey, {}, false],
  ['headers that open nothing', placeholderKey, { 'X-Session-ID': 'a1', 'X-Team': 'blue' }, false],
  ['a key of a gateway', placeholderKey, { 'X-Api-Key': 'secret' }, true],
  ['an authorization of its own', placeholderKey, { Authorization: 'Basic eDp5' }, true],
] as const)('a request with %s is told from one without any key', (_what, key, headers, holds) => {
  expect(containKey(requestHeaders(key, headers))).toBe(holds);
});
