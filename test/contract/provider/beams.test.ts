/** Several answers to one question, by what each release has for it. */
import { afterAll, describe, expect, it } from 'vitest';
import type { Candidate, Candidates, CandidatesRequest, LLM } from '../../../src/provider/llm';
import {
  Engines,
  journal,
  question,
  reasoningParser,
  releases,
  since,
} from '../../support/releases';
import { shapes } from '../../support/shapes';

const engines = new Engines();
afterAll(() => engines[Symbol.asyncDispose]());

function wanted(wish: Partial<CandidatesRequest> = {}): CandidatesRequest {
  return { ...question(), maxTokens: 8, beams: { width: 3 }, ...wish };
}

/** What the server cannot do; that samples are drawn livelier than asked is told beside it. */
const messagesOf = ({ problems }: Candidates): readonly string[] =>
  problems.flatMap(({ code, message }) => (code === 'unsupported' ? [message] : []));
const codesOf = ({ problems }: Candidates): readonly string[] => problems.map(({ code }) => code);

function mean({ score }: Candidate): number {
  if (score === undefined) throw new Error('there is no score');
  return score.logprob / score.tokens;
}

function expectRanked({ candidates }: Candidates): void {
  expect(candidates.length).toBeGreaterThan(0);
  const texts = candidates.map(({ text }) => text);
  expect(new Set(texts).size).toBe(texts.length);
  const means = candidates.map(mean);
  expect(means).toEqual(means.toSorted((a, b) => b - a));
}

async function both(emulated: string): Promise<readonly LLM[]> {
  return [await engines.met(emulated), await engines.met(emulated, reasoningParser)];
}

const python = releases.filter((release) => release !== 'rust');

describe.each(python)('beams as %s', (emulated) => {
  it('are ranked, and no two are alike', async () => {
    for (const llm of await both(emulated)) {
      const found = await llm.candidates(wanted());
      expect([found.method, found.problems]).toEqual(['beams', []]);
      expectRanked(found);
      expect(found.candidates).toHaveLength(3);
      expect(found.candidates.filter(({ text }) => text.trim() === '')).toEqual([]);
    }
  });

  it('end at stop strings, which the search itself does not know', async () => {
    const llm = await engines.met(emulated);
    const stop = ['on', 'e'];
    const found = await llm.candidates(wanted({ stop }));
    expectRanked(found);
    const whole = await llm.candidates(wanted());
    expect(whole.candidates.some(({ text }) => stop.some((word) => text.includes(word)))).toBe(
      true,
    );
    for (const { text } of found.candidates) {
      expect(stop.filter((word) => text.includes(word))).toEqual([]);
    }
    expect(found.candidates.map(({ ending }) => ending)).toContain('complete');
  });

  it('tell what of the request they ignore', async () => {
    const llm = await engines.met(emulated);
    const tools = [{ name: 'say', parameters: { type: 'object' } }];
    const asked = { seed: 7, topP: 0.5, priority: 0, tools, toolChoice: 'required' } as const;
    const { sent, onSend } = journal();
    const found = await llm.candidates(wanted(asked), { onSend });
    expect(found.method).toBe('beams');
    expect(messagesOf(found)).toEqual([
      expect.stringContaining('tools are left out'),
      'beam search ignores seed',
      'beam search ignores topP',
      'beam search ignores priority',
    ]);
    expect(sent.map(({ body = {} }) => ['tools' in body, 'tool_choice' in body])).toEqual([
      [false, false],
    ]);
  });

  it('over the limit are samples, and the limit is named', async () => {
    const llm = await engines.met(emulated);
    const found = await llm.candidates(wanted({ beams: { width: 11 } }));
    expect(found.method).toBe('samples');
    expect(messagesOf(found)).toEqual([
      "the server's beams are at most 10 wide (--max-logprobs 20)",
    ]);
    expect(codesOf(found)).toContain('changed');
    expectRanked(found);
    const raised = await engines.met(emulated, { maxLogprobs: 22 });
    expect((await raised.candidates(wanted({ beams: { width: 11 } }))).method).toBe('beams');
  });
});

describe.each(['0.6.2', 'rust'])('beams that %s refuses', (emulated) => {
  it('are samples, and the refusal is told', async () => {
    for (const llm of await both(emulated)) {
      const found = await llm.candidates(wanted());
      expect(found.method).toBe('samples');
      expect(messagesOf(found)).toEqual([
        expect.stringMatching(/^the server refused beam search: ./),
      ]);
      expectRanked(found);
    }
  });
});

it('a server that refuses n is asked as often as there are answers', async () => {
  const { sent, onSend } = journal();
  const llm = await engines.met('rust');
  const { method } = await llm.candidates(wanted(), { onSend });
  expect(method).toBe('samples');
  const bodies = sent.map(({ body }) => body ?? {});
  expect(bodies.map((body) => [body['use_beam_search'], body['n']])).toEqual([
    [true, 3],
    [undefined, 3],
    [undefined, undefined],
    [undefined, undefined],
    [undefined, undefined],
  ]);
  for (const body of bodies.slice(1)) expect(body['temperature']).toBeGreaterThan(0);
});

describe.each(releases)('beams and a constraint as %s', (emulated) => {
  it('are samples that keep it, ranked, and the reason is told', async () => {
    const { constraint, fits } = shapes.regex;
    for (const llm of await both(emulated)) {
      const { sent, onSend } = journal();
      const asked = wanted({ guided: constraint, maxTokens: 40 });
      const found = await llm.candidates(asked, { onSend });
      expect(found.method).toBe('samples');
      expect(messagesOf(found)).toEqual([
        'beam search ignores constraints: these are constrained samples, not beams',
      ]);
      for (const { text } of found.candidates) expect(fits(text), text).toBe(true);
      expectRanked(found);
      expect(sent.some(({ body }) => body && 'use_beam_search' in body)).toBe(false);
    }
  });
});

describe.each(releases)('several answers that are thought about as %s', (emulated) => {
  it.each([
    ['with a reasoning parser', reasoningParser],
    ['without one', {}],
  ])('have their thought apart %s', async (_what, flags) => {
    const llm = await engines.met(emulated, flags);
    const { candidates } = await llm.candidates(
      wanted({ thinking: 'on', guided: shapes.choice.constraint, maxTokens: 400 }),
    );
    expect(candidates.length).toBeGreaterThan(0);
    for (const { text, reasoning } of candidates) {
      expect(text.trim()).toMatch(/^(?:zebra|quokka)$/);
      // Without a parser the constraint binds the thought away.
      const parses = 'reasoningParser' in flags && since(emulated, '0.7.1');
      expect(reasoning !== '').toBe(parses);
    }
  });
});
