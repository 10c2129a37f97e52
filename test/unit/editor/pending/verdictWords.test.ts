import { describe, expect, it } from 'vitest';
import { pendingVerdict, wordsForNoText } from '../../../../src/editor/pending/verdictWords';
import type { GenerationResult } from '../../../../src/generate/generate';
import type { ConstraintVerdict } from '../../../../src/provider/checkAnswer';
import type { Match } from '../../../../src/guided/match';
import { ProviderError } from '../../../../src/provider/errors';

const complete: GenerationResult = {
  text: '2026-11',
  ending: { kind: 'finished', reason: 'stop' },
  matched: { text: '2026-11', match: { match: 'complete' } },
  problems: [],
};
const matching = (match: Match): GenerationResult => ({
  ...complete,
  matched: { text: '', match },
});
const prefix = matching({ match: 'legal-prefix' });
const mismatch = matching({ match: 'mismatch', byte: 4, line: 1, column: 5 });
const failed = { kind: 'failed', error: new ProviderError('unreachable', 'ECONNRESET') } as const;

describe('the verdict on generated text', () => {
  it.each<[string, GenerationResult, string]>([
    ['all is well', complete, 'matches'],
    ['the model ended too early', prefix, 'incomplete, matches so far'],
    [
      'the token limit cut it',
      { ...prefix, ending: { kind: 'finished', reason: 'length' } },
      'cut short by the token limit, matches so far',
    ],
    ['somebody stopped it', { ...prefix, ending: { kind: 'stopped' } }, 'stopped, matches so far'],
    [
      'somebody stopped it at its end',
      { ...complete, ending: { kind: 'stopped' } },
      'stopped, matches',
    ],
    ['the connection broke', { ...prefix, ending: failed }, 'broken off, matches so far'],
    ['it does not match', mismatch, 'does not match'],
    ['no check', matching({ match: 'unchecked', reason: 'x' }), 'not checked'],
  ])('is a few words where %s', (_, generation, brief) => {
    expect(pendingVerdict(generation, undefined).brief).toBe(brief);
  });

  it.each([
    ['a\u202eb\u200bc', 'matches, contains invisible characters', '(U+202E, U+200B)'],
    [
      '\u202a\u202b\u202c\u202d',
      'matches, contains invisible characters',
      '(U+202A, U+202B, U+202C, …)',
    ],
  ])('warns of what nobody sees in %j', (text, brief, names) => {
    const verdict = pendingVerdict({ ...complete, text }, undefined);
    expect(verdict).toMatchObject({ brief, severity: 'warning' });
    expect(verdict.full).toContain(`contains invisible characters ${names}`);
  });

  it.each([
    '[Fix it now](command:x)',
    '[a](<command:x>)',
    '<COMMAND:x?1>',
    'a [1]\n\n[1]: command:x',
  ])('warns of the command in %j', (text) => {
    expect(pendingVerdict({ ...complete, text }, undefined)).toMatchObject({
      brief: 'matches, contains a link that runs a command',
      severity: 'warning',
    });
  });

  it.each([
    'command: x',
    'if (a < command) {}',
    'run(`command:x`)',
    '👩\u200d👧',
    'می\u200cخواهم',
    'a\r\n\tb',
  ])('has nothing to say of %j', (text) => {
    expect(pendingVerdict({ ...complete, text }, undefined)).toEqual(
      pendingVerdict(complete, undefined),
    );
  });

  it.each([
    ['/', '“/”'],
    ['🌿', '“🌿”'],
    ['\n', 'the line break'],
    ['\r', 'the line break'],
    [' ', 'the space'],
    ['\t', 'the tab'],
    ['\u00a0', 'U+00A0'],
    ['\u0007', 'U+0007'],
    ['\u{e0001}', 'U+E0001'],
  ])('names the wrong character %j', (character, name) => {
    const { full, severity } = pendingVerdict(mismatch, { character, line: 25, column: 38 });
    expect(full).toBe(
      `does not match from ${name} on, at line 25, column 38: the server may have ignored the expression`,
    );
    expect(severity).toBe('warning');
  });

  it('says in full why nothing was checked, and what the server remarked', () => {
    const { full } = pendingVerdict(
      {
        ...matching({ match: 'unchecked', reason: 'the check took too long' }),
        problems: [{ code: 'unsupported', message: 'this server ignores temperature' }],
      },
      undefined,
    );
    expect(full).toBe('not checked: the check took too long · this server ignores temperature');
  });

  it.each<[string, Match, Omit<ConstraintVerdict, 'match'>, string]>([
    [
      'the server ignores constraints, and what would change it',
      mismatch.matched.match,
      {
        enforcement: { state: 'refuted', saw: 'answered “x”', at: undefined },
        diagnosis: { cause: 'not-enforced', detail: 'answered “x”', remedy: '--flag' },
      },
      'does not match: the server ignores constraints (answered “x”); starting it with --flag would change that',
    ],
    [
      'the server keeps constraints, and drops one keyword',
      mismatch.matched.match,
      {
        enforcement: { state: 'proven', saw: '', at: undefined },
        diagnosis: { cause: 'loosened', detail: 'multipleOf' },
      },
      'does not match: the server silently drops multipleOf · this server was seen to enforce constraints',
    ],
    [
      'the text matches by chance',
      { match: 'complete' },
      { enforcement: { state: 'refuted', saw: '', at: undefined }, diagnosis: undefined },
      'matches · this server was seen to ignore constraints',
    ],
    [
      'the text is padded',
      { match: 'legal-prefix' },
      { enforcement: { state: 'unknown' }, diagnosis: { cause: 'padded' } },
      'incomplete, matches so far: the model wrote white space up to the limit',
    ],
  ])('says in full that %s', (_, match, finding, words) => {
    expect(pendingVerdict(matching(match), undefined, { match, ...finding }).full).toBe(words);
  });

  it.each([
    ['length', /token limit/],
    ['stop', /ended its answer/],
  ] as const)('an answer of nothing that ended by %s is told apart', (reason, words) => {
    expect(wordsForNoText({ kind: 'finished', reason })).toMatch(words);
  });
});
