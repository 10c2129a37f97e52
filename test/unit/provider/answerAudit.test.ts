import { describe, expect, it } from 'vitest';
import { readAnswer } from '../../../src/provider/readAnswer';
import type { StreamEvent } from '../../../src/provider/result';
import type { AuditedRequest } from '../../../src/provider/answerAudit';

const text = (value: string): StreamEvent => ({ type: 'text-delta', text: value });
const thought = (value: string): StreamEvent => ({ type: 'reasoning-delta', text: value });
const finish = (reason: 'stop' | 'length'): StreamEvent => ({
  type: 'finish',
  reason,
  stopReason: undefined,
});
const usage = (promptTokens: number, completionTokens: number): StreamEvent => ({
  type: 'usage',
  usage: { promptTokens, completionTokens, cachedTokens: undefined, reasoningTokens: undefined },
});
const call = (index: number, name: string, argumentsText: string): StreamEvent[] => [
  { type: 'tool-call-start', index, id: `call-${index}`, name },
  ...Array.from(
    argumentsText,
    (piece) => ({ type: 'tool-call-delta', index, text: piece }) as const,
  ),
];
const tools = [{ name: 'say', parameters: {} }];

/** The codes of the problems that an answer shows. */
function problemsOf(asked: AuditedRequest, events: readonly StreamEvent[]): readonly string[] {
  return readAnswer(events, { asked, opening: 'answer', problems: [] }).flatMap((event) =>
    event.type === 'problem' ? [event.problem.code] : [],
  );
}

describe('what only an answer can show', () => {
  it.each<[string, AuditedRequest, StreamEvent[], string[]]>([
    ['an answer as asked', {}, [text('a'), finish('stop'), usage(1, 1)], []],
    ['no end', {}, [text('a')], ['no-finish']],
    [
      'a thought unasked',
      { thinking: 'off' },
      [thought('hm'), thought('hm'), text('a'), finish('stop')],
      ['thinking-not-off'],
    ],
    [
      'a thought in tags unasked',
      { thinking: 'off' },
      [text('<think>hm</think>a'), finish('stop')],
      ['thinking-not-off'],
    ],
    ['a thought asked for', { thinking: 'on' }, [thought('hm'), finish('stop')], []],
    [
      'a window filled in silence',
      { maxTokens: 50, contextWindow: 100 },
      [finish('length'), usage(90, 10)],
      ['shortened'],
    ],
    [
      'a limit that was reached',
      { maxTokens: 10, contextWindow: 100 },
      [finish('length'), usage(90, 10)],
      [],
    ],
    [
      'a call cut as markup',
      { tools },
      [text('<tool_'), text('call>{"na'), finish('length')],
      ['bad-tool-call'],
    ],
    ['markup that nobody asked for', {}, [text('<tool_call>{"na'), finish('length')], []],
    ['a whole call', { tools }, [...call(0, 'say', '{"a":1}'), finish('stop')], []],
    ['a call without arguments', { tools }, [...call(0, 'say', ''), finish('stop')], []],
    [
      'calls of which the last was cut',
      { tools },
      [...call(0, 'say', '{}'), ...call(1, 'say', ''), finish('length')],
      ['bad-tool-call'],
    ],
    [
      'a required call that is nowhere since it was cut',
      { tools, toolChoice: 'required' },
      [finish('length'), usage(3, 60)],
      ['bad-tool-call'],
    ],
    [
      'a named call that is nowhere since it was cut',
      { tools, toolChoice: { name: 'say' } },
      [finish('length')],
      ['bad-tool-call'],
    ],
    [
      'a required call that was cut as markup',
      { tools, toolChoice: 'required' },
      [text('<tool_call>{"na'), finish('length')],
      ['bad-tool-call'],
    ],
    [
      'a required call that came whole before the limit',
      { tools, toolChoice: 'required' },
      [...call(0, 'say', '{}'), finish('length')],
      [],
    ],
    ['no call where none was required', { tools }, [text('a'), finish('length')], []],
    [
      'arguments of nobody',
      { tools },
      [{ type: 'tool-call-delta', index: 0, text: '{}' }, finish('stop')],
      ['bad-tool-call'],
    ],
    [
      'arguments that are no JSON',
      { tools },
      [...call(0, 'say', '{a:1}'), finish('stop')],
      ['bad-tool-call'],
    ],
  ])('%s', (_, asked, events, expected) => {
    expect(problemsOf(asked, events)).toEqual(expected);
  });
});

it('pieces that cannot be read are told, but not each of very many', () => {
  const gap = (message: string): StreamEvent => {
    return { type: 'problem', problem: { code: 'bad-chunk', message } };
  };
  const events = Array.from({ length: 1_000 }, (_, index) => gap(`${index}`));
  expect(problemsOf({}, [gap('x'), finish('stop')])).toHaveLength(1);
  expect(problemsOf({}, [...events, finish('stop')])).toHaveLength(20);
  // A problem is told once, however often it comes.
  expect(problemsOf({}, [gap(''), gap('x'), gap(''), gap('x'), finish('stop')])).toHaveLength(2);
});

describe('a call', () => {
  const start = { type: 'tool-call-start', index: 0, id: 'a', name: 'say' } as const;
  const delta = (value: string): StreamEvent => ({
    type: 'tool-call-delta',
    index: 0,
    text: value,
  });
  const ordered = [start, delta('{"a"'), delta(':1}'), finish('stop')];

  it.each<[string, readonly StreamEvent[]]>([
    ['as it should come', ordered],
    ['whose arguments came before its name', [delta('{"a"'), start, delta(':1}'), finish('stop')]],
    [
      'whose name came with every piece',
      [start, delta('{"a"'), { ...start, id: 'b' }, delta(':1}'), finish('stop')],
    ],
  ])('begins once, and its arguments follow: %s', (_what, events) => {
    const asked = { tools };
    expect(readAnswer(events, { asked, opening: 'answer', problems: [] })).toEqual(ordered);
  });

  it('of another index is another call', () => {
    const events = [...call(1, 'say', '{}'), ...call(0, 'say', '{}'), finish('stop')];
    const asked = { tools };
    expect(readAnswer(events, { asked, opening: 'answer', problems: [] })).toEqual(events);
  });
});

it('white space before the first thought stays there', () => {
  const events = [text('\n'), thought('why'), text('b'), finish('stop')];
  expect(readAnswer(events, { asked: {}, opening: 'answer', problems: [] })).toEqual(events);
});
