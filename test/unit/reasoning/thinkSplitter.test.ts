import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hasUnopenedEnd,
  splitThought,
  ThinkSplitter,
  type ThoughtOpening,
  type ThoughtPiece,
} from '../../../src/reasoning/thinkSplitter';

const openings = fc.constantFrom<ThoughtOpening[]>('answer', 'thought', 'unsure');

function split(chunks: readonly string[], opening: ThoughtOpening = 'answer') {
  const pieces = piecesOf(chunks, opening);
  const textOf = (kind: string): string =>
    pieces.map((piece) => (piece.kind === kind && 'text' in piece ? piece.text : '')).join('');
  return { thought: textOf('thought'), answer: textOf('answer') };
}

function piecesOf(chunks: readonly string[], opening: ThoughtOpening): readonly ThoughtPiece[] {
  const splitter = new ThinkSplitter(opening);
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.flush()];
}

describe('thought and answer', () => {
  it.each([
    ['no tags', 'plain', { thought: '', answer: 'plain' }],
    ['both tags', '<think>hm</think>\n\nyes', { thought: 'hm', answer: 'yes' }],
    ['white space in front', '\n<think>hm</think>yes', { thought: 'hm', answer: 'yes' }],
    ['indentation behind it', '<think>hm</think>\n\n  yes', { thought: 'hm', answer: '  yes' }],
    [
      'indentation after CRLF',
      '<think>hm</think>\r\n \r\n\tyes',
      { thought: 'hm', answer: '\tyes' },
    ],
    ['a space on the line of its end', '<think>hm</think> yes', { thought: 'hm', answer: ' yes' }],
    ['only blank lines behind it', '<think>hm</think>\n\n  ', { thought: 'hm', answer: '' }],
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

  it.each([
    [
      'prose',
      'hm `</think>` and so</think>yes',
      { thought: 'hm `', answer: '` and so</think>yes' },
    ],
    [
      'a fence',
      'hm\n```\n</think>\n```\nso</think>yes',
      { thought: 'hm\n```\n', answer: '```\nso</think>yes' },
    ],
  ])(
    'part at the first closing tag, though it be code, as vLLM does it: %s',
    (_, text, expected) => {
      expect(split([text], 'thought')).toEqual(expected);
    },
  );

  it('are the same however the stream is cut', () => {
    const part = fc.constantFrom('<think>', '</think>', '<', '</', 'think>', 'a', '\n', ' ', '<b>');
    const text = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''));
    const sizes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1 });
    fc.assert(
      fc.property(text, sizes, openings, (whole, cuts, opening) => {
        const pieces = recut(whole, cuts);
        expect(split(pieces, opening)).toEqual(split([whole], opening));
      }),
    );
  });

  it('hold every character but the tags and the blank lines behind the thought', () => {
    const text = fc.stringMatching(/^[ab<>/\n ]{0,20}$/);
    fc.assert(
      fc.property(text, text, (thought, answer) => {
        fc.pre(!thought.includes('</think>'));
        const both = split([`<think>${thought}</think>${answer}`]);
        expect(both).toEqual({ thought, answer: withoutBlankLines(answer) });
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
      fc.property(
        text,
        sizes,
        fc.constantFrom('answer' as const, 'thought' as const),
        (whole, cuts, opening) => {
          const { thought, answer } = split(recut(whole, cuts), opening);
          expect({ thought, answer }).toEqual(byDefinition(whole, opening));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('cost work that grows with the text alone: no more than a tag is ever read again', () => {
    const run = fc.tuple(
      fc.constantFrom(' ', '\n', '<', '</', '</think', '<think>', '</think>', '<think', 'a'),
      fc.integer({ min: 1, max: 300 }),
    );
    const text = fc.array(run, { maxLength: 6 }).map((runs) => runs.map(([s, n]) => s.repeat(n)));
    const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 });
    fc.assert(
      fc.property(text, sizes, openings, (parts, cuts, opening) => {
        const splitter = new ThinkSplitter(opening);
        for (const chunk of recut(parts.join(''), cuts)) {
          splitter.push(chunk);
          expect(splitter.heldLength).toBeLessThan('</think>'.length);
        }
      }),
    );
  });
});

describe('a thought that nobody saw begin', () => {
  it.each<[string, string, string, string]>([
    ['its end alone', 'hm\n</think>\n\nyes', 'hm\n', 'yes'],
    ['its end first', '</think>yes', '', 'yes'],
    ['tags as usual', '<think>hm</think>a </think> b', 'hm', 'a </think> b'],
    ['no tag', ' yes', '', ' yes'],
    ['the beginning of a tag', 'yes </thi', '', 'yes </thi'],
    ['two ends', 'hm</think>yes</think>', 'hm', 'yes</think>'],
  ])('is told apart in a whole text: %s', (_what, text, thought, answer) => {
    expect(splitThought(text, 'unsure')).toEqual({ thought, answer });
    expect(hasUnopenedEnd(text)).toBe(!text.includes('<think>') && text.includes('</think>'));
  });

  it('is text where it is known that the template opened none', () => {
    const text = 'a thought ends with </think>.';
    expect(splitThought(text, 'answer')).toEqual({ thought: '', answer: text });
  });

  it('is taken back once in a stream, and its tag is in no piece', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }), (cuts) => {
        const pieces = piecesOf(recut('I think so.\n</think>\n\nYes', cuts), 'unsure');
        const back = pieces.findIndex(({ kind }) => kind === 'taken-back');
        const said = (some: readonly ThoughtPiece[]): string =>
          some.map((piece) => ('text' in piece ? piece.text : '')).join('');
        expect([said(pieces.slice(0, back)), said(pieces.slice(back))]).toEqual([
          'I think so.\n',
          'Yes',
        ]);
        expect(pieces.filter(({ kind }) => kind === 'taken-back')).toHaveLength(1);
      }),
    );
  });
});

/** The rule in one expression, which knows nothing of chunks. */
function byDefinition(text: string, opening: ThoughtOpening): { thought: string; answer: string } {
  const open = opening === 'thought' ? '' : '\\s*<think>';
  const match = new RegExp(`^${open}([^]*?)(?:</think>([^]*))?$`).exec(text);
  if (match === null) {
    // White space that might still have come before a tag is an answer's own.
    return { thought: '', answer: text };
  }
  return { thought: match[1] ?? '', answer: withoutBlankLines(match[2] ?? '') };
}

/** Without those that it begins with. */
function withoutBlankLines(text: string): string {
  return text.trim() === '' ? '' : text.replace(/^\s*\n/, '');
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
