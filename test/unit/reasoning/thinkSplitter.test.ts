import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ThinkSplitter, type Opening } from '../../../src/reasoning/thinkSplitter';

function split(chunks: readonly string[], opening: Opening = 'answer') {
  const splitter = new ThinkSplitter(opening);
  const pieces = [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.flush()];
  const textOf = (kind: string): string =>
    pieces
      .filter((piece) => piece.kind === kind)
      .map(({ text }) => text)
      .join('');
  return { thought: textOf('thought'), answer: textOf('answer') };
}

describe('thought and answer', () => {
  it.each([
    ['no tags', 'plain', { thought: '', answer: 'plain' }],
    ['both tags', '<think>hm</think>\n\nyes', { thought: 'hm', answer: 'yes' }],
    ['white space in front', '\n<think>hm</think>yes', { thought: 'hm', answer: 'yes' }],
    ['an empty thought', '<think>\n\n</think>\n\nyes', { thought: '\n\n', answer: 'yes' }],
    ['a thought that never ends', '<think>hm', { thought: 'hm', answer: '' }],
    ['a thought cut inside its end', '<think>hm</thi', { thought: 'hm</thi', answer: '' }],
    [
      'a tag inside the answer',
      'use `<think>` tags',
      { thought: '', answer: 'use `<think>` tags' },
    ],
    [
      'a closing tag inside the answer',
      '<think>a</think>b </think> c',
      { thought: 'a', answer: 'b </think> c' },
    ],
    ['an answer that begins like a tag', '<thing>', { thought: '', answer: '<thing>' }],
    ['an answer that is the start of a tag', '<thi', { thought: '', answer: '<thi' }],
    ['white space at the ends of a plain answer', '  x  ', { thought: '', answer: '  x  ' }],
  ])('%s', (_name, text, expected) => {
    expect(split([text])).toEqual(expected);
  });

  it('are told apart by the closing tag alone where the template opened the thought', () => {
    expect(split(['hm</think>yes'], 'thought')).toEqual({ thought: 'hm', answer: 'yes' });
  });

  it('are the same however the stream is cut', () => {
    const part = fc.constantFrom('<think>', '</think>', '<', '</', 'think>', 'a', '\n', ' ', '<b>');
    const text = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''));
    const sizes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1 });
    fc.assert(
      fc.property(text, sizes, fc.constantFrom('answer', 'thought'), (whole, cuts, opening) => {
        const pieces = recut(whole, cuts);
        expect(split(pieces, opening)).toEqual(split([whole], opening));
      }),
    );
  });

  it('hold every character but the tags and the white space beside them', () => {
    const text = fc.stringMatching(/^[ab<>/\n ]{0,20}$/);
    fc.assert(
      fc.property(text, text, (thought, answer) => {
        fc.pre(!thought.includes('</think>'));
        const both = split([`<think>${thought}</think>${answer}`]);
        expect(both).toEqual({ thought, answer: answer.trimStart() });
      }),
    );
  });

  /** Every piece in its order is the text again, but for at most one of each tag and their margins. */
  it('are the text, nothing lost and nothing said twice, for both openings', () => {
    const part = fc.oneof(
      fc.constantFrom('<think>', '</think>', '<think', '</thin', '<', '>', '\n', ' '),
      fc.string({ unit: 'grapheme', maxLength: 3 }),
    );
    const text = fc.array(part, { maxLength: 14 }).map((parts) => parts.join(''));
    const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 });
    fc.assert(
      fc.property(text, sizes, fc.constantFrom('answer', 'thought'), (whole, cuts, opening) => {
        const { thought, answer } = split(recut(whole, cuts), opening);
        expect({ thought, answer }).toEqual(byDefinition(whole, opening));
      }),
      { numRuns: 500 },
    );
  });
});

/** The rule in one expression, which knows nothing of chunks. */
function byDefinition(text: string, opening: Opening): { thought: string; answer: string } {
  const open = opening === 'thought' ? '' : '\\s*<think>';
  const match = new RegExp(`^${open}([^]*?)(?:</think>\\s*([^]*))?$`).exec(text);
  if (match === null) {
    // White space that might still have come before a tag is an answer's own.
    return { thought: '', answer: text };
  }
  return { thought: match[1] ?? '', answer: match[2] ?? '' };
}

function recut(text: string, sizes: readonly number[]): string[] {
  const chunks: string[] = [];
  for (let at = 0; at < text.length;) {
    const size = sizes[chunks.length % sizes.length] ?? 1;
    chunks.push(text.slice(at, at + size));
    at += size;
  }
  return chunks;
}
