/** Thoughts apart from answers, whoever takes them apart. */
import { describe, expect } from 'vitest';
import { collect } from '../../src/provider/collect';
import { collectEvents } from '../support/collectEvents';
import { capability, llm, messages, model, question, raw } from './support/server';

const thinking = question({ thinking: 'on', maxTokens: 256 });
const chat = { model, messages, temperature: 0, max_tokens: 256 };

describe('a thought', () => {
  capability(['thinking model'], 'comes apart from the answer, without tags', async () => {
    const { text, reasoning } = await llm.generate(thinking);
    expect(reasoning.trim()).not.toBe('');
    expect(reasoning + text).not.toMatch(/<\/?think>/);
  });

  capability(['thinking model'], 'streams as it comes whole, and before the answer', async () => {
    const whole = await llm.generate(thinking);
    const events = await collectEvents(llm.stream(thinking));
    const { text, reasoning } = collect(events);
    expect({ text, reasoning }).toEqual({ text: whole.text, reasoning: whole.reasoning });
    const order = events.map(({ type }) => type).filter((type) => type.endsWith('-delta'));
    expect(order).toEqual(order.toSorted());
    expect(order[0]).toBe('reasoning-delta');
  });

  capability(['thinking model', 'thinking switch'], 'can be forbidden', async () => {
    const { text, reasoning } = await llm.generate(question({ thinking: 'off' }));
    expect(reasoning).toBe('');
    expect(text).not.toMatch(/<\/?think>/);
  });

  capability(['thinking model'], 'that is cut short is no answer', async () => {
    const { text, reasoning, finishReason } = await llm.generate({ ...thinking, maxTokens: 4 });
    expect(finishReason).toBe('length');
    expect(text.trim()).toBe('');
    expect(reasoning.length).toBeGreaterThan(0);
  });

  capability(['thinking model', 'beam search'], 'of a beam that is cut is no answer', async () => {
    const { candidates } = await llm.candidates({ ...thinking, beams: { width: 2 }, maxTokens: 4 });
    // A beam may end its thought at once, and begin an answer; no answer begins as thoughts do here.
    for (const { text } of candidates) expect(text).not.toMatch(/think|user/i);
    expect(candidates.filter(({ text }) => text.trim() === '')).not.toEqual([]);
  });
});

describe('a reasoning parser', () => {
  capability(['reasoning parser'], 'puts the thought into a field of its own', async () => {
    const [choice] = await raw.choices('/chat/completions', chat);
    const { reasoning, reasoning_content } = choice?.message ?? {};
    expect(reasoning ?? reasoning_content).toBeTruthy();
  });

  capability(['no reasoning parser', 'thinking model'], 'is what tags need', async () => {
    const [choice] = await raw.choices('/chat/completions', chat);
    expect(choice?.message?.content).toMatch(/^<think>/);
    expect(choice?.message?.reasoning ?? null).toBeNull();
  });

  capability(['reasoning parser', 'since 0.32'], 'counts the tokens of the thought', async () => {
    const { body } = await raw.post('api', '/chat/completions', chat);
    expect(body).toHaveProperty('usage.completion_tokens_details.reasoning_tokens');
  });

  capability(
    ['reasoning parser', 'since 0.32'],
    'takes what follows a thought that was put into its mouth for a thought',
    async () => {
      const begun = { role: 'assistant', content: '<think>\nSo.\n</think>\n\n' };
      const [choice] = await raw.choices('/chat/completions', {
        ...chat,
        messages: [...messages, begun],
        max_tokens: 16,
        add_generation_prompt: false,
        continue_final_message: true,
      });
      expect(choice?.message?.reasoning).toBeTruthy();
      expect(choice?.message?.content ?? '').toBe('');
    },
  );
});
