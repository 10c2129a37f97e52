import { expect, it } from 'vitest';
import { readArgument, type CommandName } from '../../../../src/editor/commands/commandTable';

it('a command takes the argument that it declares', () => {
  const asked = { instruction: 'a date', pattern: '\\d+' };
  expect(readArgument('generate', asked)).toEqual(asked);
  expect(readArgument('ask', { question: 'Why?' })).toEqual({ question: 'Why?' });
  expect(readArgument('loadAdapter', { path: '/a' })).toEqual({ path: '/a' });
});

it.each([
  ['nothing', undefined],
  ['half of it', { instruction: 'a date' }],
  ['something of another type', { instruction: 'a date', pattern: 7 }],
  ['the address that a menu gives', { scheme: 'file', path: '/a.ts' }],
])('an argument that does not fit counts as none: %s', (_name, given) => {
  expect(readArgument('generate', given)).toBeUndefined();
});

it('a question of blanks is none', () => {
  expect(readArgument('ask', { question: ' \n' })).toBeUndefined();
  expect(readArgument('refactorSelection', { instruction: '' })).toBeUndefined();
});

it('a command that takes nothing is given nothing', () => {
  const names: CommandName[] = ['showLog', 'connect', 'keepPending'];
  expect(names.map((each) => readArgument(each, { question: 'Why?' }))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
