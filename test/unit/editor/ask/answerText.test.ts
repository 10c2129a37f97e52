import { describe, expect, it } from 'vitest';
import {
  answerFoot,
  answerHead,
  answerName,
  type AnswerEnd,
} from '../../../../src/editor/ask/answerText';

const head = {
  question: 'Why?\n\nAnd how?',
  excerpt: { path: 'a.ts', language: 'typescript', lines: [3, 3], text: 'x' },
  model: 'm',
  address: 'http://gpu/v1',
  source: 'configured',
} as const;

function end(more: Partial<AnswerEnd>): AnswerEnd {
  return {
    outcome: { kind: 'finished', reason: 'stop' },
    text: 'answer',
    thought: 'none',
    maxTokens: 64,
    problems: [],
    ...more,
  };
}

describe('the head of an answer', () => {
  it('quotes the question and says who answers', () => {
    expect(answerHead(head)).toBe(
      '> Why?\n>\n> And how?\n>\n> About a.ts, line 3\n\nm at http://gpu/v1\n\n',
    );
  });

  it('says that the embedded engine is not a coding model', () => {
    expect(answerHead({ ...head, source: 'embedded' })).toContain('not a coding model');
    const alone = { ...head, excerpt: undefined, leftOut: 'may hold a secret' };
    expect(answerHead(alone)).toContain(
      '> Without the selection: its file is not sent to a model (may hold a secret)',
    );
  });
});

describe('the foot of an answer', () => {
  it('says nothing of one that is complete', () => {
    expect(answerFoot(end({}))).toBe('\n');
  });

  it.each([
    ['Stopped.', end({ outcome: { kind: 'stopped' } })],
    ['longer than 1,000,000 characters', end({ outcome: { kind: 'too-long' } })],
    ['Nobody answers.', end({ outcome: { kind: 'failed', words: 'Nobody answers.' } })],
    ['Cut off by the token limit', end({ outcome: { kind: 'finished', reason: 'length' } })],
    [
      'still thinking when it reached the token limit (at most 64',
      end({ outcome: { kind: 'finished', reason: 'length' }, text: '', thought: 'some' }),
    ],
    ['gave no answer', end({ text: '' })],
    ['repeated itself', end({ outcome: { kind: 'finished', reason: 'repetition' } })],
    ['The answer contains invisible characters (U+202E).', end({ text: 'a\u202eb' })],
    ['Warning: odd.', end({ problems: [{ code: 'bad-chunk', message: 'odd' }] })],
  ])('%s', (words, ending) => {
    expect(answerFoot(ending)).toContain(words);
  });
});

describe('the name of an answer', () => {
  it.each([
    ['Why is src/a.ts: slow?', 'Why is src a ts slow.md'],
    ['  ?? ', 'Answer.md'],
    ['a'.repeat(60), `${'a'.repeat(40)}.md`],
    ['../../x\u202e\u0000\u200b', 'x.md'],
  ])('of %j can name a file', (question, name) => {
    expect(answerName(question)).toBe(name);
  });
});
