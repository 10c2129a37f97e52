import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Journal } from '../../../src/activity/journal';
import { withJournal } from '../../../src/activity/withJournal';
import { withRedactedRequests } from '../../../src/activity/withRedactedRequests';
import type { LLM, Message } from '../../../src/provider/llm';
import { collectEvents } from '../../support/collectEvents';
import { ManualClock } from '../../support/manualClock';
import { unusedLLM } from '../../support/unusedLLM';

const token = `ghp_${'a1B2c3'.repeat(6)}`;
const password = 'postgres://app:h4ckm3now@db/app';

/** A model that remembers all that it was told. */
function listening() {
  const told: unknown[] = [];
  const events = async function* (request: unknown) {
    told.push(request);
    await Promise.resolve();
    yield { type: 'finish', reason: 'stop', stopReason: undefined } as const;
  };
  const llm = unusedLLM({
    stream: events,
    complete: events,
    answerNow: events,
    generate: (request) => {
      told.push(request);
      const empty = { text: '', reasoning: '', toolCalls: [], logprobs: [], usage: undefined };
      return Promise.resolve({ ...empty, finishReason: 'stop', problems: [] });
    },
    candidates: (request) => {
      told.push(request);
      return Promise.resolve({ candidates: [], method: 'samples', problems: [] });
    },
    decide: (request) => {
      told.push(request);
      const decision = { choice: 'a', probabilities: new Map(), mass: undefined, problems: [] };
      return Promise.resolve(decision);
    },
    tokenize: (request) => {
      told.push(request);
      return Promise.resolve({ tokens: [], contextWindow: undefined });
    },
  });
  return { told, plain: llm, llm: withRedactedRequests(llm) };
}

/** Every request that holds a text, with that text wherever one can stand. */
function askAll(llm: LLM, text: string): Promise<unknown> {
  const messages: readonly Message[] = [
    { role: 'system', content: text },
    {
      role: 'user',
      content: [
        { kind: 'text', text },
        { kind: 'image', bytes: new Uint8Array(4) },
      ],
    },
    {
      role: 'assistant',
      content: text,
      reasoning: text,
      toolCalls: [{ id: 'a', name: 'f', argumentsText: text }],
    },
    { role: 'tool', callId: 'a', content: text },
  ];
  const tools = [{ name: 'f', description: text, parameters: {} }];
  const chat = { model: 'm', messages, tools, maxTokens: 8 };
  return Promise.all([
    llm.generate(chat),
    llm.candidates({ ...chat, beams: { width: 2 } }),
    collectEvents(llm.stream(chat)),
    collectEvents(llm.answerNow({ ...chat, thought: text })),
    collectEvents(llm.complete({ model: 'm', prompt: text, maxTokens: 8 })),
    llm.tokenize({ model: 'm', text, addSpecialTokens: 'no' }),
    llm.tokenize({ model: 'm', messages, tools }),
    llm.decide({
      model: 'm',
      text,
      instructions: text,
      options: [{ name: 'a', description: text }],
    }),
  ]);
}

describe('a request', () => {
  it('holds no secret, wherever one stands in it', async () => {
    const { told, llm } = listening();
    await askAll(llm, `key: ${token}, and ${password}`);
    expect(told).toHaveLength(8);
    expect(JSON.stringify(told)).not.toMatch(/ghp_|h4ckm3now/);
    expect(JSON.stringify(told).match(/\[GitHub token left out\]/g)).toHaveLength(5 * 7 + 6);
  });

  it('is told as it is where it holds none', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => {
        const [cleaned, plain] = [listening(), listening()];
        await askAll(cleaned.llm, text);
        await askAll(plain.plain, text);
        expect(cleaned.told).toEqual(plain.told);
        expect(JSON.stringify(cleaned.told)).toContain(JSON.stringify(text).slice(1, -1));
      }),
      { numRuns: 20 },
    );
  });

  it('says first what was left out of it, and so does the journal', async () => {
    const journal = new Journal();
    const llm = withJournal(listening().llm, {
      journal,
      clock: new ManualClock(),
      date: () => new Date(0),
    });
    const events = await collectEvents(
      llm.complete({ model: 'm', prompt: `${token} ${token} ${password}`, maxTokens: 8 }),
    );
    const problem = {
      code: 'left-out',
      message: '2 GitHub tokens and 1 password were left out of the prompt',
    };
    expect(events[0]).toEqual({ type: 'problem', problem });
    expect(journal.last?.problems).toEqual([problem]);
    const messages = [{ role: 'user', content: token }] as const;
    const { problems } = await llm.generate({ model: 'm', messages });
    expect(problems).toEqual([
      { code: 'left-out', message: '1 GitHub token was left out of the prompt' },
    ]);
    expect(journal.last?.problems).toEqual(problems);
  });
});
