/** What the provider makes of a server, beyond single requests. */
import { describe, expect } from 'vitest';
import { factNames } from '../../src/provider/capabilities';
import { collect } from '../../src/provider/collect';
import type { AnswerNowEvent } from '../../src/provider/llm';
import { collectEvents } from '../support/collectEvents';
import { finite } from './support/judges';
import { capability, facts, failureOf, has, llm, model, question } from './support/server';

describe('capabilities', () => {
  capability(['vLLM release'], 'are found out, each with what was seen', async () => {
    const found = await llm.capabilities({ model });
    expect(Object.keys(found.facts)).toEqual([...factNames]);
    expect(Object.values(found.facts).filter(({ saw }) => saw === '')).toEqual([]);
    expect(found.contextWindow).toBe(facts.contextWindow);
    const state = (name: (typeof factNames)[number]) => found.facts[name].state;
    expect(state('chat-constraints')).toBe('yes');
    expect(state('beams')).toBe(has('beam search') ? 'yes' : 'no');
    expect(state('adapter-routes')).toBe(has('adapter routes') ? 'yes' : 'no');
    expect(state('tools')).toBe(has('tool parser') ? 'yes' : 'no');
    if (has('thinking model')) {
      expect(state('reasoning-parser')).toBe(has('reasoning parser') ? 'yes' : 'no');
    }
  });

  capability(['vLLM release'], 'that are missing name what would turn them on', async () => {
    const found = await llm.capabilities({ model });
    for (const name of ['reasoning-parser', 'tools', 'adapter-routes'] as const) {
      const { state, remedy } = found.facts[name];
      if (state === 'no') expect(remedy).toMatch(/\S/);
    }
  });

  capability(['vLLM release'], 'that stay unknown say what would show them', async () => {
    const { facts } = await llm.capabilities({ model });
    for (const name of factNames) {
      const { state, saw, advice } = facts[name];
      expect(saw).toMatch(/^.+$/);
      if (state === 'unknown') expect([name, advice]).toEqual([name, expect.stringMatching(/\S/)]);
    }
  });
});

describe('answering now', () => {
  const asked = {
    ...question({ maxTokens: 24 }),
    maxTokens: 24,
    thought: 'Two numbers: add them.',
  };

  capability(
    ['chat template', 'tokenizer route'],
    'holds no thought, and names its method',
    async () => {
      const events = await collectEvents(llm.answerNow(asked));
      const [method] = methodsIn(events);
      expect(['tokens', 'prefill', 'asked-again']).toContain(method);
      expect(events.filter(({ type }) => type === 'reasoning-delta')).toEqual([]);
      expect(textOf(events)).not.toMatch(/<think>/);
      expect(textOf(events)).not.toBe('');
    },
  );

  capability(
    ['chat template', 'tokenizer route', 'vLLM release'],
    'keeps a constraint, reasoning parser or not',
    async () => {
      const { constraint, texts } = finite.choice;
      const events = await collectEvents(llm.answerNow({ ...asked, guided: constraint }));
      expect(texts).toContain(textOf(events).trim());
    },
  );
});

describe('a conversation that does not fit', () => {
  const long = (tokens: number) => [{ role: 'user', content: 'word '.repeat(tokens) }] as const;

  capability(['chat template', 'tokenizer route'], 'is refused before it is sent', async () => {
    const request = { ...question(), messages: long(facts.contextWindow * 2) };
    expect(await failureOf(llm.generate(request))).toMatchObject({
      code: 'rejected',
      reason: 'prompt-too-long',
    });
  });

  capability(
    ['chat template', 'tokenizer route'],
    'leaves less room, and that is said',
    async () => {
      const { tokens } = await llm.tokenize({ model, messages: long(200), thinking: 'off' });
      const repeats = Math.floor(((facts.contextWindow - 40) / tokens.length) * 200);
      const request = { ...question({ maxTokens: 4_000 }), messages: long(repeats) };
      const { problems, usage } = await llm.generate(request);
      expect(problems.map(({ code }) => code)).toContain('shortened');
      expect((usage?.promptTokens ?? 0) + (usage?.completionTokens ?? 0)).toBeLessThanOrEqual(
        facts.contextWindow,
      );
    },
  );
});

describe('a raw prompt', () => {
  capability(
    ['tokenizer route'],
    'has its answer shortened to what is left, and that is said',
    async () => {
      const word = await llm.tokenize({ model, text: ' word', addSpecialTokens: 'no' });
      const prompt = Array.from({ length: facts.contextWindow - 8 }, () => word.tokens[0] ?? 0);
      const answer = collect(await collectEvents(llm.complete({ model, prompt, maxTokens: 64 })));
      expect(answer.problems.map(({ code }) => code)).toEqual(['shortened']);
      expect(answer.usage?.completionTokens).toBeLessThanOrEqual(8);
    },
  );

  capability(['tokenizer route'], 'that leaves no room is not sent', async () => {
    const prompt = 'word '.repeat(facts.contextWindow * 2);
    const work = collectEvents(llm.complete({ model, prompt, maxTokens: 1 }));
    expect(await failureOf(work)).toMatchObject({ reason: 'prompt-too-long' });
  });

  capability(
    ['tokenizer route', 'vLLM release'],
    'that is to be cut leaves room for its answer',
    async () => {
      const prompt = 'word '.repeat(facts.contextWindow * 2);
      const request = { model, prompt, maxTokens: 8, truncatePromptTokens: -1 };
      const { usage } = collect(await collectEvents(llm.complete(request)));
      expect(usage?.promptTokens).toBe(facts.contextWindow - 8);
    },
  );

  capability(
    ['reasoning parser'],
    'that opens a thought is not sent with a constraint',
    async () => {
      const guided = { kind: 'choice', choices: ['zebra', 'giraffe'] } as const;
      const work = collectEvents(
        llm.complete({ model, prompt: 'a <think> b', maxTokens: 8, guided }),
      );
      expect(await failureOf(work)).toMatchObject({ code: 'unsupported' });
    },
  );
});

describe('the rest of the surface', () => {
  capability(['tokenizer route'], 'a text comes back from its tokens', async () => {
    const text = 'def add(a, b):\n    return a + b';
    const { tokens } = await llm.tokenize({ model, text, addSpecialTokens: 'no' });
    expect(await llm.detokenize({ model, tokens })).toBe(text);
  });

  capability(
    ['chat template', 'vLLM release'],
    'tokens come with their log-probabilities',
    async () => {
      const { logprobs } = await llm.generate(question({ maxTokens: 4, logprobs: 'yes' }));
      expect(logprobs.length).toBeGreaterThan(0);
      expect(logprobs.filter(({ logprob }) => logprob > 0)).toEqual([]);
    },
  );

  capability(['metrics of its work'], 'metrics tell what is going on', async () => {
    expect(await llm.metrics()).toMatchObject({ running: 0, waiting: 0 });
  });

  capability(
    ['tool parser', 'since 0.32'],
    'a tool that must be called is, by its schema',
    async () => {
      const parameters = {
        type: 'object',
        properties: { word: { enum: ['blip'] } },
        required: ['word'],
        additionalProperties: false,
      };
      const tools = [{ name: 'say', description: 'Says a word.', parameters }];
      const request = question({ maxTokens: 256, tools, toolChoice: 'required' });
      const { toolCalls, problems } = await llm.generate(request);
      // White space is free between tokens, and a weak model may write nothing else.
      if (problems.some(({ code }) => code === 'bad-tool-call')) return;
      expect(toolCalls[0]?.name).toBe('say');
      expect(JSON.parse(toolCalls[0]?.argumentsText ?? '')).toEqual({ word: 'blip' });
    },
  );

  capability(
    ['chat template', 'vLLM release'],
    'an image is refused by name where it cannot be seen',
    async () => {
      const { facts: found } = await llm.capabilities({ model, facts: ['images'] });
      if (found.images.state === 'yes') return;
      const bytes = Buffer.from(pixel, 'base64');
      const content = [
        { kind: 'text', text: 'what is it?' },
        { kind: 'image', bytes },
      ] as const;
      const failure = await failureOf(
        llm.generate({ ...question(), messages: [{ role: 'user', content }] }),
      );
      expect(failure).toMatchObject({ code: 'rejected' });
      expect(failure.message).toMatch(/multimodal|image/);
    },
  );
});

const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII=';

function methodsIn(events: readonly AnswerNowEvent[]): readonly string[] {
  return events.flatMap((event) => (event.type === 'method' ? [event.method] : []));
}

function textOf(events: readonly AnswerNowEvent[]): string {
  return events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
}
