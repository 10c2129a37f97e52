/** However an answer is cut into chunks, it is read as the same thought, text and calls. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnswerPart } from '../../../../src/embedded/api/answerPart';
import { AnswerReader } from '../../../../src/embedded/api/answerReader';

type Options = ConstructorParameters<typeof AnswerReader>[0];

interface Whole {
  readonly reasoning: string;
  readonly content: string;
  readonly calls: readonly { readonly name: string; readonly arguments: string }[];
}

function read(options: Options, chunks: readonly string[]): Whole {
  const reader = new AnswerReader(options);
  const parts: AnswerPart[] = [];
  for (const chunk of chunks) parts.push(...reader.push(chunk));
  parts.push(...reader.end());
  const textOf = (kind: AnswerPart['kind'], index?: number): string =>
    parts
      .map((part) => {
        if (part.kind !== kind || part.kind === 'call') return '';
        return part.kind === 'arguments' && part.index !== index ? '' : part.text;
      })
      .join('');
  return {
    reasoning: textOf('reasoning'),
    content: textOf('content'),
    calls: parts.flatMap((part) =>
      part.kind === 'call' ? [{ name: part.name, arguments: textOf('arguments', part.index) }] : [],
    ),
  };
}

const call = (name: string, args: object): string =>
  `<tool_call>\n{"name": "${name}", "arguments": ${JSON.stringify(args)}}\n</tool_call>`;

const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 80 });

/** `text` in pieces of these lengths, again and again. */
function cutBy(text: string, lengths: readonly number[]): readonly string[] {
  const chunks: string[] = [];
  for (let at = 0, turn = 0; at < text.length; turn++) {
    const length = lengths[turn % lengths.length] ?? 1;
    chunks.push(text.slice(at, at + length));
    at += length;
  }
  return chunks;
}

const thoughtful = '<think>\nwhy < not </thin\n</think>\n\nanswer';

describe('an answer', () => {
  it.each([
    ['unparsed', thoughtful, { reasoning: '', content: thoughtful }],
    ['marked', thoughtful, { reasoning: '\nwhy < not </thin\n', content: '\n\nanswer' }],
    ['unmarked', thoughtful, { reasoning: '\nwhy < not </thin\n', content: '\n\nanswer' }],
    ['marked', 'plain </think>', { reasoning: '', content: 'plain </think>' }],
    ['unmarked', 'plain </think>x', { reasoning: 'plain ', content: 'x' }],
    ['unmarked', '<thi', { reasoning: '<thi', content: '' }],
    ['marked', '<thi', { reasoning: '', content: '<thi' }],
  ] as const)('with %s thoughts is read in any chunks: %j', (thoughts, text, whole) => {
    fc.assert(
      fc.property(cuts, (lengths) => {
        const told = read({ thoughts, calls: 'unparsed' }, cutBy(text, lengths));
        expect(told).toEqual({ ...whole, calls: [] });
      }),
    );
  });

  it('is read for its calls in any chunks, whatever their arguments hold', () => {
    const argument = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.object()));
    fc.assert(
      fc.property(cuts, fc.array(argument, { minLength: 1, maxLength: 3 }), (lengths, given) => {
        const text = `so:${given.map((args, index) => call(`f${index}`, args)).join('\n')}`;
        // The end of a call inside a string of its arguments ends no call.
        const told = read({ thoughts: 'unparsed', calls: 'parsed' }, cutBy(text, lengths));
        expect(told).toEqual({
          reasoning: '',
          content: 'so:',
          calls: given.map((args, index) => ({
            name: `f${index}`,
            arguments: JSON.stringify(args),
          })),
        });
      }),
    );
  });

  it('tells that it was cut inside a call or a thought', () => {
    const reader = new AnswerReader({ thoughts: 'marked', calls: 'parsed' });
    reader.push('<think>a');
    expect([reader.isThinking, reader.isCalling]).toEqual([true, false]);
    reader.push('</think><tool_call>\n{"name"');
    expect([reader.isThinking, reader.isCalling]).toEqual([false, true]);
  });
});
