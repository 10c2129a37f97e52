import { describe, expect, it } from 'vitest';
import { allFacts, type Fact } from '../../../src/provider/capabilities';
import { diagnose, enforcementOf, type ConstrainedAnswer } from '../../../src/provider/diagnose';

const yes: Fact = { state: 'yes', saw: 'seen', at: new Date(0) };
const no: Fact = { state: 'no', saw: 'only “q” was allowed; answered “x”', at: new Date(0) };
const mismatch = { match: 'mismatch', byte: 0, line: 1, column: 1 } as const;

const answered: ConstrainedAnswer = {
  constraint: { kind: 'json', schema: { allOf: [{ minimum: 1 }] } },
  route: 'chat',
  method: 'one',
  thinking: 'off',
  text: '{}',
  match: mismatch,
  finishReason: 'stop',
};

describe('the likely cause of a mismatch', () => {
  const prefix = { match: { match: 'legal-prefix' }, finishReason: 'length' } as const;
  it.each<[string, Partial<ConstrainedAnswer>, Parameters<typeof allFacts>[0], object | undefined]>(
    [
      ['a match', { match: { match: 'complete' } }, {}, undefined],
      ['beams', { method: 'beams' }, { 'chat-constraints': yes }, { cause: 'beams' }],
      [
        'a server that ignores constraints',
        {},
        { 'chat-constraints': no },
        { cause: 'not-enforced', detail: no.saw },
      ],
      [
        'raw prompts under a reasoning parser',
        { route: 'completions' },
        { 'completion-constraints': { ...no, remedy: '--flag' } },
        { cause: 'not-enforced', remedy: '--flag' },
      ],
      [
        'a keyword that was dropped',
        { match: { ...mismatch, because: '/a must be multiple of 2' } },
        { 'chat-constraints': yes },
        { cause: 'loosened', detail: 'multipleOf' },
      ],
      [
        'a branch that was dropped',
        { match: { ...mismatch, because: '/a must be >= 1' } },
        {},
        { cause: 'loosened', detail: 'allOf' },
      ],
      [
        'a keyword that was dropped for want of a type',
        {
          constraint: { kind: 'json', schema: '{"pattern": "^a*$"}' },
          match: { ...mismatch, because: 'the value must match pattern "^a*$"' },
        },
        {},
        { cause: 'loosened', detail: 'pattern' },
      ],
      [
        'a keyword that is kept where it stands',
        {
          constraint: { kind: 'json', schema: { type: 'string', pattern: '^a*$' } },
          match: { ...mismatch, because: 'the value must match pattern "^a*$"' },
        },
        {},
        { cause: 'unknown' },
      ],
      ['padding', { ...prefix, text: `{${' '.repeat(40)}` }, {}, { cause: 'padded' }],
      ['a cut answer', { ...prefix, text: '{"a' }, {}, { cause: 'cut' }],
      ['a cut thought', { ...prefix, text: '', thinking: 'on' }, {}, { cause: 'thought' }],
      ['nothing known', { constraint: { kind: 'regex', pattern: 'a' } }, {}, { cause: 'unknown' }],
    ],
  )('%s', (_, change, facts, expected) => {
    const diagnosis = diagnose({ ...answered, ...change }, { facts: allFacts(facts) });
    if (expected) expect(diagnosis).toMatchObject(expected);
    else expect(diagnosis).toBeUndefined();
  });
});

describe('enforcement', () => {
  const facts = allFacts({ 'chat-constraints': yes, 'completion-constraints': no });

  it('is what a probe of that route saw', () => {
    expect(enforcementOf({ facts }, { route: 'chat', thinking: 'off' }).state).toBe('proven');
    expect(enforcementOf({ facts }, { route: 'completions', thinking: 'off' }).state).toBe(
      'refuted',
    );
  });

  it('is unknown where nothing was probed, and where a model thinks first', () => {
    expect(enforcementOf({ facts }, { route: 'chat', thinking: 'on' }).state).toBe('unknown');
    const unknown = enforcementOf({ facts: allFacts({}) }, { route: 'chat', thinking: 'off' });
    expect(unknown.state).toBe('unknown');
  });
});
