/** Thought and answer, told apart however a release tells them. */
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { createLLM } from '../../../src/provider/createLLM';
import type { GenerateResult, LLM, StreamEvent } from '../../../src/provider/llm';
import { modelName } from '../../../src/embedded/identity';
import { answering } from '../../support/scriptedChat';
import { startScriptedServer, type ScriptedServer } from '../../support/scriptedServer';
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
