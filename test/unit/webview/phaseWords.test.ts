import { describe, expect, it } from 'vitest';
import { phaseWords } from '../../../src/webview/phaseWords';
import type { ShownRequest } from '../../../src/webview/protocol';

function request(more: Partial<ShownRequest>): ShownRequest {
  return {
    id: 1,
    title: 'Why?',
    model: 'm',
    phase: 'waiting',
    thought: 'possible',
    answerNow: 'impossible',
    elapsed: 0,
    thoughtFor: undefined,
    failure: undefined,
    kept: 'all',
    ...more,
  };
}

describe('what the view says of a request', () => {
  it.each([
    ['Waiting for the first token… 3 s', request({ phase: 'waiting' }), 3_400],
    ['Thinking… 2 min 5 s', request({ phase: 'thinking' }), 125_900],
    ['Thought for 1.5 s, answering… 4 s', request({ phase: 'answering', thoughtFor: 1500 }), 4_000],
    ['No thought, answering… 4 s', request({ phase: 'answering' }), 4_000],
    ['Thought for 12 s, done after 14 s', request({ phase: 'done', thoughtFor: 12_345 }), 14_000],
    ['Answered without thought, done after a moment', request({ phase: 'done' }), 40],
    ['No thought, cut off by the token limit after 9.0 s', request({ phase: 'cut' }), 9_000],
    ['Stopped after 2.0 s', request({ phase: 'stopped' }), 2_000],
    [
      'Failed after 1.0 s. It is busy.',
      request({ phase: 'failed', failure: 'It is busy.' }),
      1_000,
    ],
    ['Writing… 3 s', request({ phase: 'waiting', thought: 'none' }), 3_000],
    ['Writing… 4 s', request({ phase: 'answering', thought: 'none' }), 4_000],
    ['Stopped after 4.0 s', request({ phase: 'stopped', thought: 'none' }), 4_000],
  ])('%s', (words, shown, elapsed) => {
    expect(phaseWords(shown, elapsed)).toBe(words);
  });
});
