import { expect, it } from 'vitest';
import { endOf } from '../../../src/edits/textEnd';

it.each([
  ['', { line: 3, character: 5 }],
  ['ab', { line: 3, character: 7 }],
  ['🌿', { line: 3, character: 7 }],
  ['ab\n', { line: 4, character: 0 }],
  ['ab\r\ncd\re', { line: 5, character: 1 }],
])('text %j that begins in the middle of a line ends where it does', (text, end) => {
  expect(endOf({ line: 3, character: 5 }, text)).toEqual(end);
});
