/** What the server lets through: finite languages whole, others as far as they were written. */
import { describe, expect } from 'vitest';
import { collect } from '../../src/provider/collect';
import { afterEmptyThought } from '../../src/provider/vllm/probes';
import { collectEvents } from '../support/collectEvents';
import { endless, fenced, finite, finiteJson, matches } from './support/judges';
import { capability, completed, failureOf, llm, model, prompt, question } from './support/server';

const finiteCases = Object.entries(finite);
const roomy = { maxTokens: 48 };
const invalid = [
  ['grammar', { kind: 'grammar', source: 'root ::= missing\n' }],
  ['regex', { kind: 'regex', pattern: '[a-' }],
] as const;

describe('a constraint on an answer without a thought', () => {
  for (const [name, { constraint, texts }] of finiteCases) {
    capability(['vLLM release', 'chat template'], `is kept: ${name}`, async () => {
      const { text, finishReason } = await llm.generate(question({ ...roomy, guided: constraint }));
      expect(texts).toContain(text);
      expect(finishReason).toBe('stop');
    });

    capability(['vLLM release', 'chat template'], `is kept in a stream: ${name}`, async () => {
      const request = question({ ...roomy, guided: constraint });
      const { text, finishReason } = collect(await collectEvents(llm.stream(request)));
      expect(texts).toContain(text);
      expect(finishReason).toBe('stop');
    });
  }

  for (const [name, constraint] of endless) {
    capability(
      ['vLLM release', 'chat template'],
      `is kept as far as the answer goes: ${name}`,
      async () => {
        const { text } = await llm.generate(question({ ...roomy, guided: constraint }));
        expect(text).not.toBe('');
        expect(['complete', 'legal-prefix']).toContain(await matches(constraint, text));
      },
    );
  }

  capability(['vLLM release', 'chat template'], 'is kept: JSON Schema', async () => {
    const guided = { kind: 'json', schema: finiteJson.schema } as const;
    expectFiniteJson(await llm.generate(question({ maxTokens: 96, guided })));
  });

  capability(['vLLM release', 'chat template'], 'is kept: JSON Schema as text', async () => {
    // As a value, its number would be another.
    const guided = { kind: 'json', schema: '{"enum": [9223372036854775807]}' } as const;
    const { text } = await llm.generate(question({ maxTokens: 48, guided }));
    expect(text.trim()).toBe('9223372036854775807');
  });

  capability(['vLLM release', 'chat template'], 'is kept: any JSON object', async () => {
    const guided = { kind: 'jsonObject' } as const;
    const { text, finishReason } = await llm.generate(question({ maxTokens: 96, guided }));
    if (finishReason === 'stop') expect(JSON.parse(text)).toBeTypeOf('object');
    expect(text).toMatch(/^\s*\{/);
  });

  capability(['vLLM release', 'chat template'], 'is kept: response_format', async () => {
    const { schema } = finiteJson;
    const response_format = { type: 'json_schema', json_schema: { name: 'it', schema } };
    const extraBody = { response_format };
    expectFiniteJson(await llm.generate(question({ maxTokens: 96, extraBody })));
  });
});

/** vLLM lets a model write any white space between tokens, and a weak one writes nothing else. */
function expectFiniteJson({ text, finishReason }: { text: string; finishReason: string }): void {
  const dense = text.replace(/\s/g, '');
  expect(dense).not.toBe('');
  if (finishReason === 'stop') expect(finiteJson.texts).toContain(dense);
  else expect(finiteJson.texts.filter((whole) => whole.startsWith(dense))).not.toEqual([]);
}

describe('a constraint on an answer after a thought', () => {
  capability(
    ['vLLM release', 'thinking switch', 'reasoning parser'],
    'leaves the thought free and holds the answer',
    async () => {
      const { constraint, texts } = finite.choice;
      const request = question({ maxTokens: 512, thinking: 'on', guided: constraint });
      const { text, reasoning } = await llm.generate(request);
      expect(reasoning).not.toBe('');
      expect(texts.filter((whole) => whole.startsWith(text.trim()))).not.toEqual([]);
    },
  );
});

describe('a constraint on a completion', () => {
  for (const [name, { constraint, texts }] of finiteCases) {
    capability(['vLLM release'], `is kept, reasoning parser or not: ${name}`, async () => {
      const { text, finishReason } = await completed(prompt({ ...roomy, guided: constraint }));
      expect(texts).toContain(text);
      expect(finishReason).toBe('stop');
    });
  }

  // Seen on 0.10.2, 0.16.0 and 0.32.0: the server itself waits for the end of a thought.
  capability(
    ['vLLM release', 'reasoning parser'],
    'is kept because an empty thought stands in front',
    async () => {
      const { facts } = await llm.capabilities({ model, facts: ['completion-constraints'] });
      expect(facts['completion-constraints']).toMatchObject({
        state: 'yes',
        saw: afterEmptyThought,
      });
    },
  );

  capability(['tokenizer route', 'vLLM release'], 'is kept behind a prompt of tokens', async () => {
    const { constraint, texts } = finite.choice;
    const { tokens } = await llm.tokenize({ model, text: 'def ', addSpecialTokens: 'no' });
    const request = prompt({ ...roomy, prompt: tokens, guided: constraint });
    expect(texts).toContain((await completed(request)).text);
  });
});

describe('a constraint that cannot be', () => {
  for (const [name, guided] of invalid) {
    capability(['vLLM release', 'chat template'], `is refused: ${name}`, async () => {
      const failure = await failureOf(llm.generate(question({ guided })));
      expect(failure.code).toBe('rejected');
      expect(failure.message).toMatch(/\S/);
    });

    capability(['vLLM release', 'chat template'], `is refused in a stream: ${name}`, async () => {
      const failure = await failureOf(collectEvents(llm.stream(question({ guided }))));
      expect(failure.code).toBe('rejected');
    });
  }

  capability(['since 0.16', 'chat template'], 'is refused: two kinds at once', async () => {
    const extraBody = { structured_outputs: { regex: 'a', choice: ['a'] } };
    expect((await failureOf(llm.generate(question({ extraBody })))).code).toBe('rejected');
  });

  capability(['since 0.32', 'chat template'], 'is refused: no kind at all', async () => {
    const extraBody = { structured_outputs: {} };
    expect((await failureOf(llm.generate(question({ extraBody })))).code).toBe('rejected');
  });
});

describe('a constraint beside beams', () => {
  capability(
    ['vLLM release', 'chat template'],
    'is kept by samples instead, and said',
    async () => {
      const { constraint, texts } = finite.regex;
      const wish = { ...question({ guided: constraint }), beams: { width: 3 }, maxTokens: 48 };
      const { candidates, method, problems } = await llm.candidates(wish);
      expect(method).toBe('samples');
      expect(problems[0]).toMatchObject({ code: 'unsupported' });
      expect(candidates.filter(({ text }) => !texts.includes(text))).toEqual([]);
      expect(new Set(candidates.map(({ text }) => text)).size).toBe(candidates.length);
    },
  );

  capability(['prompt scores', 'chat template'], 'orders the samples unconstrained', async () => {
    const { constraint } = finite.regex;
    const wish = { ...question({ guided: constraint }), beams: { width: 4 }, maxTokens: 48 };
    const { candidates } = await llm.candidates(wish);
    const means = candidates.map(({ score }) => (score ? score.logprob / score.tokens : NaN));
    expect(means).toEqual(means.toSorted((a, b) => b - a));
  });
});

describe('a structural tag', () => {
  capability(
    ['structural tags', 'chat template', 'thinking switch'],
    'holds what stands inside the tag',
    async () => {
      const extraBody = { structured_outputs: { structural_tag: fenced.tag } };
      const { text } = await llm.generate(question({ maxTokens: 64, extraBody }));
      const inside = text.split(fenced.begin).slice(1);
      for (const code of inside) expect(code).toMatch(/^[ab]{0,4}(?:$|\n)/);
    },
  );

  capability(
    ['structural tags', 'chat template', 'thinking switch'],
    'leaves the text around it free, and is judged here',
    async () => {
      const schema = { type: 'object', properties: { a: { enum: [1] } }, required: ['a'] };
      const tags = [{ begin: '```python\n', schema, end: '\n```' }];
      const guided = { kind: 'structuralTag', triggers: ['```'], tags } as const;
      const { text } = await llm.generate(question({ maxTokens: 96, guided }));
      expect(['complete', 'legal-prefix']).toContain(await matches(guided, text));
    },
  );
});
