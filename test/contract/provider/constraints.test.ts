/** Whether constraints hold on every release, however much is known of it; judged without XGrammar. */
import { afterAll, describe, expect, it } from 'vitest';
import { createLLM } from '../../../src/provider/createLLM';
import type { GenerateResult, LLM } from '../../../src/provider/llm';
import { probe } from '../../../src/provider/probe';
import { afterEmptyThought } from '../../../src/provider/vllm/probes';
import { modelName } from '../../../src/embedded/identity';
import {
  addressed,
  completed,
  Engines,
  failureOf,
  journal,
  question,
  raw,
  reasoningParser,
  releases,
  since,
  streamed,
  withoutVersion,
} from '../../support/releases';
import { shapeNames, shapes, type Shape } from '../../support/shapes';

const engines = new Engines();
afterAll(() => engines[Symbol.asyncDispose]());

function expectKept({ fits }: Shape, { text, finishReason, problems }: GenerateResult): void {
  expect(fits(text), text).toBe(true);
  expect([finishReason, problems]).toEqual(['stop', []]);
}

/** What a release can keep: the grammars of 0.6.3 were another library's. */
const kept = (emulated: string): readonly Shape[] =>
  shapeNames
    .filter((name) => name !== 'grammar' || since(emulated, '0.6.5'))
    .map((name) => shapes[name]);

const free = (text: string): void => {
  for (const { fits } of Object.values<Shape>(shapes)) expect(fits(text)).toBe(false);
};

it('without a constraint no shape comes by itself', async () => {
  const llm = await engines.met('0.32.0');
  free((await llm.generate(question())).text);
  free((await completed(llm, raw())).text);
});

describe.each(releases)('a constraint as %s', (emulated) => {
  it('is kept by answers, whole and streamed', async () => {
    const llm = await engines.met(emulated);
    for (const shape of kept(emulated)) {
      const request = question({ guided: shape.constraint });
      expectKept(shape, await llm.generate(request));
      expectKept(shape, await streamed(llm, request));
    }
  });

  it('is kept by answers that a reasoning parser reads', async () => {
    const llm = await engines.met(emulated, reasoningParser);
    for (const shape of kept(emulated)) {
      const request = question({ guided: shape.constraint });
      expectKept(shape, await llm.generate(request));
      expectKept(shape, await streamed(llm, request));
    }
  });

  it('is kept by raw completions', async () => {
    const llm = await engines.met(emulated);
    for (const shape of kept(emulated)) {
      expectKept(shape, await completed(llm, raw({ guided: shape.constraint })));
    }
    expect(await placement(llm)).not.toBe(afterEmptyThought);
  });

  it('is kept by raw completions behind an empty thought where there is a parser', async () => {
    const llm = await engines.met(emulated, reasoningParser);
    for (const shape of kept(emulated)) {
      expectKept(shape, await completed(llm, raw({ guided: shape.constraint })));
    }
    const text = 'export const ';
    const { tokens } = await llm.tokenize({ model: modelName, text, addSpecialTokens: 'no' });
    const prompted = raw({ prompt: tokens, guided: shapes.regex.constraint });
    expectKept(shapes.regex, await completed(llm, prompted));
    expect((await placement(llm)) === afterEmptyThought).toBe(since(emulated, '0.7.1'));
  });
});

async function placement(llm: LLM): Promise<string> {
  const asked = { model: modelName, facts: ['completion-constraints'] } as const;
  const { facts } = await llm.capabilities(asked);
  expect(facts['completion-constraints'].state).toBe('yes');
  return facts['completion-constraints'].saw;
}

// Up to 0.6.4 a server refuses the words of the other dialect.
describe.each(releases.filter((release) => since(release, '0.6.5')))(
  'a constraint on a server that does not tell that it is %s',
  (emulated) => {
    it('is kept behind a proxy without /version', async () => {
      const llm = await engines.unnamed(emulated, reasoningParser);
      expect(await llm.version()).toBeUndefined();
      for (const shape of kept(emulated)) {
        const request = question({ guided: shape.constraint });
        expectKept(shape, await llm.generate(request));
        expectKept(shape, await completed(llm, raw({ guided: shape.constraint })));
      }
    });

    it('is kept by a client that never asked', async () => {
      const llm = createLLM('vllm', addressed(await engines.like(emulated)));
      for (const shape of kept(emulated)) {
        expectKept(shape, await streamed(llm, question({ guided: shape.constraint })));
      }
    });
  },
);

it('vLLM behind a gateway that hides its version is known by its models, and asked in both words', async () => {
  const { sent, onSend } = journal();
  const options = addressed(await engines.like('0.32.0'));
  const { llm, kind } = await probe({ ...options, fetch: withoutVersion });
  const { regex } = shapes;
  const answer = await llm.generate(question({ guided: regex.constraint }), { onSend });
  expect(kind).toBe('vllm');
  const { pattern } = regex.constraint;
  expect(sent.at(-1)?.body).toMatchObject({
    structured_outputs: { regex: pattern },
    guided_regex: pattern,
  });
  expectKept(regex, answer);
});

it('a server that is not vLLM is sent no constraint, and that is said', async () => {
  const llm = createLLM('openai', addressed(await engines.like('0.32.0')));
  const { text, problems } = await llm.generate(question({ guided: shapes.regex.constraint }));
  expect(problems).toContainEqual({
    code: 'unsupported',
    message: expect.stringContaining('constraints') as string,
  });
  free(text);
});

describe('a grammar for 0.6.3', () => {
  const guided = shapes.grammar.constraint;
  it.each([
    ['an answer', (llm: LLM, options: object) => llm.generate(question({ guided }), options)],
    [
      'candidates',
      (llm: LLM, options: object) =>
        llm.candidates({ ...question({ guided }), maxTokens: 8, beams: { width: 2 } }, options),
    ],
    [
      'a completion',
      async (llm: LLM, options: object) => {
        for await (const event of llm.complete(raw({ guided }), options)) return event;
        return undefined;
      },
    ],
  ])('is unsupported, and nothing is sent: %s', async (_what, ask) => {
    const { sent, onSend } = journal();
    const llm = await engines.met('0.6.3');
    expect(await failureOf(ask(llm, { onSend }))).toMatchObject({ code: 'unsupported' });
    expect(sent).toEqual([]);
  });
});

describe.each(releases.filter((release) => since(release, '0.8.5')))(
  'a structural tag as %s',
  (emulated) => {
    const schema = { enum: ['Q', 'Z'] };

    it('is sent in its words and taken, and binds what stands in a tag', async () => {
      const { sent, onSend } = journal();
      const llm = await engines.met(emulated);
      // A word that the engine would say anyway, so that the tag is begun.
      const free = await llm.generate(question({ maxTokens: 200 }));
      const begin = /[a-z]{4,}/i.exec(free.text)?.[0] ?? '';
      const tags = [{ begin, schema, end: '</x>' }];
      const guided = { kind: 'structuralTag', triggers: [begin], tags } as const;
      const { text } = await llm.generate(question({ guided, maxTokens: 200 }), { onSend });
      const body = sent.at(-1)?.body ?? {};
      // Behind a router the release is not known; every one reads that form.
      const told = since(emulated, '0.11.0') && emulated !== 'router';
      expect('structured_outputs' in body).toBe(told);
      expect('response_format' in body).toBe(!told);
      // Prose is free and the shape binds wherever a tag is begun.
      for (const rest of text.split(begin).slice(1)) {
        const whole = /^"[QZ]"<\/x>/.test(rest);
        const cut = '"Q"</x>'.startsWith(rest) || '"Z"</x>'.startsWith(rest);
        expect(whole || cut, text).toBe(true);
      }
      expect(text).toContain(begin);
    });
  },
);
