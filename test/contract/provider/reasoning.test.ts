/** Thought and answer, told apart however a release tells them. */
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { collect } from '../../../src/provider/collect';
import { createLLM } from '../../../src/provider/createLLM';
import type { GenerateResult, LLM, StreamEvent } from '../../../src/provider/llm';
import { modelName } from '../../../src/embedded/identity';
import { answering } from '../../support/scriptedChat';
import {
  json,
  startScriptedServer,
  type Script,
  type ScriptedServer,
} from '../../support/scriptedServer';
import { scriptedVllm } from '../../support/scriptedVllm';
import {
  Engines,
  question,
  reasoningParser,
  releases,
  since,
  streamed,
} from '../../support/releases';
import { shapes } from '../../support/shapes';
import { collectEvents } from '../../support/collectEvents';

const engines = new Engines();
afterAll(() => engines[Symbol.asyncDispose]());

const roomy = { maxTokens: 400 };
const codes = ({ problems }: GenerateResult): readonly string[] => problems.map(({ code }) => code);

function expectApart({ text, reasoning }: GenerateResult): void {
  expect(reasoning).toMatch(/token|Likely|nothing/);
  expect(reasoning).not.toMatch(/<\/?think>/);
  expect(text).toMatch(/\S/);
  expect(text).not.toMatch(/<\/?think>/);
}

describe.each(releases)('thinking as %s', (emulated) => {
  it.each([
    ['with a reasoning parser', reasoningParser],
    ['without one, in tags', {}],
  ])('is told apart from the answer, whole and streamed, %s', async (_what, flags) => {
    const llm = await engines.met(emulated, flags);
    const request = question({ ...roomy, thinking: 'on' });
    const whole = await llm.generate(request);
    expectApart(whole);
    const { text, reasoning } = await streamed(llm, request);
    expectApart({ ...whole, text, reasoning });
    expect([text.trim(), reasoning.trim()]).toEqual([whole.text.trim(), whole.reasoning.trim()]);
  });

  it.each([
    ['with a reasoning parser', reasoningParser],
    ['without one', {}],
  ])('that is cut is no answer, whole and streamed, %s', async (_what, flags) => {
    const llm = await engines.met(emulated, flags);
    const request = question({ maxTokens: 6, thinking: 'on' });
    for (const result of [await llm.generate(request), await streamed(llm, request)]) {
      expect([result.text, result.finishReason]).toEqual(['', 'length']);
      expect(result.reasoning).toMatch(/\S/);
    }
  });

  it('that is off leaves no thought', async () => {
    for (const flags of [reasoningParser, {}]) {
      const llm = await engines.met(emulated, flags);
      for (const result of [await llm.generate(question()), await streamed(llm, question())]) {
        expect([result.reasoning, codes(result)]).toEqual(['', []]);
        expect(result.text).toMatch(/\S/);
      }
    }
  });

  it('with a parser leaves a constraint to the answer', async () => {
    if (!since(emulated, '0.7.1')) return;
    const llm = await engines.met(emulated, reasoningParser);
    const guided = shapes.regex.constraint;
    const request = question({ ...roomy, thinking: 'on', guided });
    for (const result of [await llm.generate(request), await streamed(llm, request)]) {
      expectApart(result);
      expect(result.text.trim()).toMatch(/^[QZ]{7}$/);
    }
  });

  it('that a person hid does not lose a constrained answer', async () => {
    if (!since(emulated, '0.7.1')) return;
    const llm = await engines.met(emulated, reasoningParser);
    const guided = shapes.regex.constraint;
    const extraBody = { include_reasoning: false };
    const { text } = await llm.generate(question({ ...roomy, thinking: 'on', guided, extraBody }));
    expect(text.trim()).toMatch(/^[QZ]{7}$/);
  });

  it('shows whether there is a parser', async () => {
    const fact = async (llm: LLM) =>
      (await llm.capabilities({ model: modelName, facts: ['reasoning-parser'] })).facts[
        'reasoning-parser'
      ];
    const parses = since(emulated, '0.7.1');
    const withParser = await fact(await engines.met(emulated, reasoningParser));
    expect([withParser.state, withParser.saw]).toEqual([parses ? 'yes' : 'no', expect.anything()]);
    const without = await fact(await engines.met(emulated));
    const flags = `${since(emulated, '0.9.0') ? '' : '--enable-reasoning '}--reasoning-parser NAME`;
    const helps = parses ? { remedy: flags } : { advice: 'reasoning parsers came with vLLM 0.7.1' };
    expect(without).toMatchObject({ state: 'no', ...helps });
  });
});

describe('thinking that would not be switched off', () => {
  let server: ScriptedServer;
  afterEach(() => server[Symbol.asyncDispose]());

  it.each([
    ['as reasoning', { reasoning: 'hm', content: 'yes' }],
    ['as reasoning_content', { reasoning_content: 'hm', content: 'yes' }],
    ['in tags', { content: '<think>hm</think>\n\nyes' }],
  ])('is a problem, told once: %s', async (_what, message) => {
    server = await startScriptedServer(scriptedVllm(answering(message)));
    const llm = createLLM('vllm', { baseUrl: server.baseUrl });
    for (const result of [await llm.generate(question()), await streamed(llm, question())]) {
      expect([result.text, result.reasoning]).toEqual(['yes', 'hm']);
      expect(codes(result)).toEqual(['thinking-not-off']);
    }
  });

  it('is told before the thought', async () => {
    server = await startScriptedServer(scriptedVllm(answering({ reasoning: 'hm', content: 'y' })));
    const llm = createLLM('vllm', { baseUrl: server.baseUrl });
    const events: StreamEvent[] = await collectEvents(llm.stream(question()));
    expect(events.slice(0, 2).map(({ type }) => type)).toEqual(['problem', 'reasoning-delta']);
  });

  it('is none where thinking was not switched off', async () => {
    server = await startScriptedServer(scriptedVllm(answering({ reasoning: 'hm', content: 'y' })));
    const llm = createLLM('vllm', { baseUrl: server.baseUrl });
    expect(codes(await llm.generate(question({ thinking: 'on' })))).toEqual([]);
  });
});

describe('a thought that nobody saw begin', () => {
  let server: ScriptedServer;
  afterEach(() => server[Symbol.asyncDispose]());

  const unopened = { content: 'I think so.\n</think>\n\nYes' };
  const tokens: Script = (_, response) => json(response, 200, { tokens: [1, 2] });
  const missing: Script = (_, response) => json(response, 404, { detail: 'Not Found' });
  const busy: Script = (_, response) => json(response, 503, { error: { message: 'busy' } });
  const rendering =
    (end: string): Script =>
    (_, response) =>
      json(response, 200, { prompt: end });
  const opens = { tokenize: tokens, detokenize: rendering('assistant\n<think>\n') };
  const opensNone = { tokenize: tokens, detokenize: rendering('</think>\n\n') };

  /** A server without a reasoning parser, whose template opens a thought or not, and may tell so. */
  async function serverWith(
    template: { readonly tokenize: Script; readonly detokenize: Script },
    message: Readonly<Record<string, string>> = unopened,
  ): Promise<LLM> {
    server = await startScriptedServer((request, response) => {
      const { seed } = (request.body ?? {}) as { readonly seed?: number };
      switch (request.path) {
        case '/v1/models':
          json(response, 200, { data: [{ id: modelName, max_model_len: 4096 }] });
          return;
        case '/version':
          json(response, 200, { version: '0.32.0' });
          return;
        case '/tokenize':
          return template.tokenize(request, response);
        case '/detokenize':
          return template.detokenize(request, response);
        default:
          // The probe for a parser, which sends no seed, finds the thought in the text.
          return answering(seed === undefined ? { content: '<think>hm' } : message)(
            request,
            response,
          );
      }
    });
    return createLLM('vllm', { baseUrl: server.baseUrl });
  }

  const ask = (thinking: 'on' | 'off') => question({ thinking, seed: 1 });
  const asked = (path: string): number =>
    server.requests.filter((request) => request.path === path).length;
  const apart = ({ text, reasoning }: Pick<GenerateResult, 'text' | 'reasoning'>) => [
    text,
    reasoning.trim(),
  ];

  it.each([
    ['a template that opens one although thinking is off', 'off', opens, ['thinking-not-off']],
    [
      'the same where nobody tells',
      'off',
      { tokenize: missing, detokenize: missing },
      ['thinking-not-off'],
    ],
    ['no tokenizer route', 'on', { tokenize: missing, detokenize: missing }, []],
    ['a tokenizer route that is busy', 'on', { tokenize: busy, detokenize: busy }, []],
  ] as const)('is apart in whole answers: %s', async (_what, thinking, template, problems) => {
    const llm = await serverWith(template);
    const whole = await llm.generate(ask(thinking));
    expect([apart(whole), codes(whole)]).toEqual([['Yes', 'I think so.'], problems]);
    const { candidates } = await llm.candidates({
      ...ask(thinking),
      maxTokens: 9,
      beams: { width: 1 },
    });
    expect(candidates.map(apart)).toEqual([['Yes', 'I think so.']]);
  });

  it('is taken back in a stream, its tag left out; the next stream knows better', async () => {
    const llm = await serverWith(opens);
    const first = await collectEvents(llm.stream(ask('off')));
    expect(asked('/tokenize')).toBe(0);
    expect(first.map((event) => ('text' in event ? event.text : event.type))).toEqual([
      'I think so.\n',
      'problem',
      'problem',
      'Yes',
      'finish',
    ]);
    expect(codes(collect(first))).toEqual(['thinking-not-off', 'thought-in-text']);
    const second = await streamed(llm, ask('off'));
    expect([apart(second), codes(second)]).toEqual([['Yes', 'I think so.'], ['thinking-not-off']]);
    await streamed(llm, ask('off'));
    expect(asked('/tokenize')).toBe(1);
  });

  it('is none where the template is known to open none: the tag is what was said', async () => {
    const llm = await serverWith(opensNone);
    for (const thinking of ['on', 'off'] as const) {
      const whole = await llm.generate(ask(thinking));
      expect([whole.text, whole.reasoning]).toEqual([unopened.content, '']);
    }
  });

  it('is asked for anew where the tokenizer route failed once', async () => {
    let turns = 0;
    const llm = await serverWith({
      ...opens,
      tokenize: (request, response) => (turns++ === 0 ? busy : tokens)(request, response),
    });
    expect(codes(await streamed(llm, ask('on')))).toEqual(['thought-in-text']);
    const second = await streamed(llm, ask('on'));
    expect([apart(second), codes(second)]).toEqual([['Yes', 'I think so.'], []]);
  });

  it('costs one question where there is no tokenizer route', async () => {
    const llm = await serverWith({ tokenize: missing, detokenize: missing });
    for (let turn = 0; turn < 3; turn++) await streamed(llm, ask('on'));
    expect(asked('/tokenize')).toBe(1);
  });

  it('is told whatever server it is', async () => {
    await serverWith(opens);
    const llm = createLLM('openai', { baseUrl: server.baseUrl });
    expect(apart(await llm.generate(ask('on')))).toEqual(['Yes', 'I think so.']);
    // The switch for thinking is told first: no other server has it.
    expect(codes(await streamed(llm, ask('on')))).toEqual(['unsupported', 'thought-in-text']);
  });
});
