/** The shapes of answers: whole, streamed, continued. */
import { describe, expect, it } from 'vitest';
import { collect } from '../../src/provider/collect';
import type { StreamEvent } from '../../src/provider/llm';
import { collectEvents } from '../support/collectEvents';
import { capability, completed, llm, messages, model, prompt, question } from './support/server';

const endless = { extraBody: { ignore_eos: true } };

function types(events: readonly StreamEvent[]): readonly StreamEvent['type'][] {
  return events.map(({ type }) => type);
}

describe('a completion', () => {
  it('is texts, one end, and what it took', async () => {
    const events = await collectEvents(llm.complete(prompt(endless)));
    expect(new Set(types(events))).toEqual(new Set(['text-delta', 'finish', 'usage']));
    expect(types(events).filter((type) => type === 'finish')).toHaveLength(1);
    const { text, finishReason, usage } = collect(events);
    expect(text).not.toBe('');
    expect(finishReason).toBe('length');
    expect(usage?.completionTokens).toBe(16);
    expect(usage?.promptTokens).toBeGreaterThan(0);
  });

  it('is the same each time where it is greedy', async () => {
    const [first, second] = [await completed(prompt()), await completed(prompt())];
    expect(second.text).toBe(first.text);
  });

  it('ends at a stop string, which is not part of it', async () => {
    const { text } = await completed(prompt(endless));
    const stop = Array.from(text.trim()).at(-1) ?? '';
    const stopped = await completed(prompt({ ...endless, stop: [stop] }));
    expect(stopped.finishReason).toBe('stop');
    expect(stopped.text).not.toContain(stop);
    expect(text.startsWith(stopped.text)).toBe(true);
  });

  capability(['vLLM release'], 'tells which stop string ended it', async () => {
    const { text } = await completed(prompt(endless));
    const stop = Array.from(text.trim()).at(-1) ?? '';
    const events = await collectEvents(llm.complete(prompt({ ...endless, stop: [stop] })));
    expect(events).toContainEqual({ type: 'finish', reason: 'stop', stopReason: stop });
  });

  capability(['tokenizer route'], 'follows the ids of a text as the text', async () => {
    const text = 'def add(a, b):';
    const { tokens } = await llm.tokenize({ model, text, addSpecialTokens: 'yes' });
    const [byText, byIds] = [
      await completed(prompt({ prompt: text })),
      await completed(prompt({ prompt: tokens })),
    ];
    expect(byIds.text).toBe(byText.text);
    expect(byIds.usage?.promptTokens).toBe(tokens.length);
  });

  capability(['tokenizer route'], 'ends at a stop token', async () => {
    const { text } = await completed(prompt(endless));
    const { tokens } = await llm.tokenize({ model, text, addSpecialTokens: 'no' });
    const stopped = await completed(prompt({ ...endless, stopTokenIds: tokens }));
    expect(stopped.finishReason).toBe('stop');
    expect(stopped.usage?.completionTokens).toBeLessThan(16);
  });

  capability(['FIM tokens'], 'fills in a middle and ends', async () => {
    const fim = '<|fim_prefix|>def add(a, b):\n    return<|fim_suffix|>\n<|fim_middle|>';
    const { finishReason, problems } = await completed(prompt({ prompt: fim, maxTokens: 48 }));
    expect(['stop', 'length']).toContain(finishReason);
    expect(problems).toEqual([]);
  });
});

describe('an answer in a conversation', () => {
  capability(['chat template'], 'comes whole', async () => {
    const { text, finishReason, usage, problems } = await llm.generate(question());
    expect(text).not.toBe('');
    expect(['stop', 'length']).toContain(finishReason);
    expect(usage?.completionTokens).toBeLessThanOrEqual(32);
    expect(problems).toEqual([]);
  });

  capability(['chat template'], 'streams as it comes whole', async () => {
    const whole = await llm.generate(question());
    const events = await collectEvents(llm.stream(question()));
    const { text, finishReason, problems } = collect(events);
    expect({ text, finishReason, problems }).toEqual({
      text: whole.text,
      finishReason: whole.finishReason,
      problems: [],
    });
    expect(types(events).filter((type) => type === 'text-delta').length).toBeGreaterThan(1);
  });

  capability(['chat template'], 'follows one that was given before', async () => {
    const conversation = [
      ...messages,
      { role: 'assistant', content: 'def add(a, b):\n    return a + b' },
      { role: 'user', content: 'Shorter.' },
    ] as const;
    const { finishReason } = await llm.generate({ ...question(), messages: conversation });
    expect(['stop', 'length']).toContain(finishReason);
  });
});
