import { describe, expect, it } from 'vitest';
import { askRequest, type FileExcerpt } from '../../../src/chat/question';
import type { Target } from '../../../src/provider/target';

const excerpt: FileExcerpt = {
  path: 'src/a.md',
  language: 'markdown',
  lines: [3, 5],
  text: '```ts\nlet a;\n```',
};

/** The request that a target with these parameters is asked with. */
function requestWith(parameters: Partial<Target>, about?: FileExcerpt) {
  const target = {
    model: { id: 'm', root: undefined, parent: undefined, contextWindow: undefined },
    contextWindow: undefined,
    maxTokens: 2048,
    temperature: undefined,
    extraBody: {},
    ...parameters,
  };
  return askRequest(target as Target, { words: 'Why?', excerpt: about });
}

describe('a question', () => {
  it('leaves the prompt half of a small context window', () => {
    expect(requestWith({ contextWindow: 2048 }).maxTokens).toBe(1024);
    expect(requestWith({ contextWindow: 32_768 }).maxTokens).toBe(2048);
    expect(requestWith({}).maxTokens).toBe(2048);
  });

  it('leaves the temperature to the model unless it is set', () => {
    expect(requestWith({})).not.toHaveProperty('temperature');
    expect(requestWith({ temperature: 0 }).temperature).toBe(0);
  });

  it('carries code in a fence that the code cannot end', () => {
    expect(requestWith({}, excerpt).messages).toEqual([
      {
        role: 'user',
        content: 'Why?\n\nFrom src/a.md, lines 3 to 5:\n\n````markdown\n```ts\nlet a;\n```\n````',
      },
    ]);
  });
});
