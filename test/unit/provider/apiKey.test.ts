import { expect, it } from 'vitest';
import { trimmedKey } from '../../../src/provider/apiKey';

it.each([
  ['sk-1', 'sk-1'],
  ['sk-1\n', 'sk-1'],
  ['sk-1\r\n', 'sk-1'],
  [' \tsk-1 ', 'sk-1'],
  ['\uFEFFsk-1\n', 'sk-1'],
  ['Bearer sk-1', 'sk-1'],
  ['bearer  sk-1\n', 'sk-1'],
  ['Authorization: Bearer sk-1', 'sk-1'],
  ['Bearersk-1', 'Bearersk-1'],
  ['Bearer Bearer sk-1', 'sk-1'],
  ['Bearer ', ''],
  ['Bearer', ''],
  [' ', ''],
])('the key in %j is %j', (given, key) => {
  expect(trimmedKey(given)).toBe(key);
});
