/** Tickets routed over HTTP, against a scripted model that knows them, and against emulated releases. */
import { afterAll, describe, expect, it } from 'vitest';
import { modelName } from '../../../src/embedded/identity';
import { createLLM } from '../../../src/provider/createLLM';
import type { LLM } from '../../../src/provider/llm';
import { readRoutes, type Routes } from '../../../src/routing/routes';
import { answerRequest, routeTicket, type RoutedTicket } from '../../../src/routing/routeTicket';
import { shippedRoutes } from '../../../src/routing/shippedRoutes';
import { Engines, failureOf, releases, since } from '../../support/releases';
import { startScriptedServer, type ReceivedRequest } from '../../support/scriptedServer';
import {
  scriptedRouting,
  sure,
  tickets,
  type ScriptedRoutingOptions,
} from '../../support/scriptedRouting';

const names = ['SQL', 'SQLite', 'Python', 'React', 'Operations', 'Documentation'];

const routes = readSound(
  names.map((name) => ({ name, description: `all about ${name}`, adapter: `${name}-adapter` })),
);

function readSound(categories: readonly unknown[]): Routes {
  const reading = readRoutes({ categories });
  if (!('routes' in reading)) throw new Error(reading.problems[0].message);
  return reading.routes;
}

const adapters = names.map((name) => ({ id: `${name}-adapter`, parent: 'base' }));
const models = [{ id: 'base', max_model_len: 65536 }, ...adapters];

async function route(llm: LLM, ticket: string, asked = routes): Promise<RoutedTicket> {
  const [first, ...others] = await llm.models();
  if (!first) throw new Error('no model is listed');
  return routeTicket(llm, { ticket, routes: asked, models: [first, ...others], model: '' });
}

interface Seen {
  readonly routed: RoutedTicket;
  readonly requests: readonly ReceivedRequest[];
}

async function routedBy(
  options: ScriptedRoutingOptions,
  ticket = 'Disk of the log host is full again',
  asked = routes,
): Promise<Seen> {
  await using server = await startScriptedServer(scriptedRouting({ models, ...options }));
  const llm = createLLM('vllm', { baseUrl: server.baseUrl });
  return { routed: await route(llm, ticket, asked), requests: [...server.requests] };
}

function rounded(shares: ReadonlyMap<string, number> | undefined) {
  if (!shares) return undefined;
  return Object.fromEntries([...shares].map(([name, share]) => [name, Number(share.toFixed(6))]));
}

const chats = (requests: readonly ReceivedRequest[]) =>
  requests
    .filter(({ path }) => path === '/v1/chat/completions')
    .map(({ body }) => body as Readonly<Record<string, unknown>>);

describe('labelled tickets', () => {
  it('are at least 120, no two alike, of every category', () => {
    expect(new Set(tickets.map(([, text]) => text)).size).toBe(tickets.length);
    expect(tickets.length).toBeGreaterThanOrEqual(120);
    expect(new Set(tickets.map(([category]) => category))).toEqual(new Set(names));
  });

  it('go to their category, as sure as the model is, by the adapter made for it', async () => {
    await using server = await startScriptedServer(scriptedRouting({ models }));
    const llm = createLLM('vllm', { baseUrl: server.baseUrl });
    for (const [name, ticket] of tickets) {
      const { category, probabilities, mass, answeredBy, doubts, way } = await route(llm, ticket);
      expect(category.name).toBe(name);
      expect(way).toBe('labels');
      // Of 0.8 on labels 0.6 is on this one, and 0.2 on the five others.
      expect(mass).toBeCloseTo(0.8);
      for (const each of names) {
        expect(probabilities?.get(each)).toBeCloseTo(each === name ? 0.75 : 0.05);
      }
      expect(doubts).toEqual([]);
      const request = answerRequest(category, { ticket, model: answeredBy.model.id });
      expect(request.model).toBe(`${name}-adapter`);
    }
  });

  it('go the same way where the tokenizer cannot be asked, SQL and SQLite apart', async () => {
    const options = {
      models,
      tokenize: 'absent',
      beliefs: ({ label, others }) => {
        const shares = sure({ label, others });
        const { SQL = 0, SQLite = 0, ...rest } = shares;
        return { ...rest, SQL: SQL + SQLite };
      },
    } as const satisfies ScriptedRoutingOptions;
    await using server = await startScriptedServer(scriptedRouting(options));
    const llm = createLLM('vllm', { baseUrl: server.baseUrl });
    for (const [name, ticket] of tickets) {
      const { category, probabilities, mass, missing, way } = await route(llm, ticket);
      expect(category.name).toBe(name);
      expect(way).toBe('names');
      expect(mass).toBeCloseTo(0.8);
      if (!name.startsWith('SQL')) {
        // 0.08 is on the token that two names begin with, and nobody looked behind it.
        expect(probabilities).toBeUndefined();
        expect(missing).toBe('same-beginning');
        continue;
      }
      // 0.64 is on their token, of which 1/4 ends there and 3/4 goes on.
      expect(probabilities?.get('SQL')).toBeCloseTo((0.64 * 0.25) / 0.8);
      expect(probabilities?.get('SQLite')).toBeCloseTo((0.64 * 0.75) / 0.8);
      expect(probabilities?.get('Python')).toBeCloseTo(0.05);
    }
  });
});

describe('a decision', () => {
  it('is asked of the base, without a thought: once guided, once with nothing forced', async () => {
    const { requests } = await routedBy({});
    const [guided, free, ...others] = chats(requests);
    expect(others).toEqual([]);
    const shared = {
      model: 'base',
      temperature: 0,
      chat_template_kwargs: { enable_thinking: false, thinking: false },
    };
    const choice = ['A', 'B', 'C', 'D', 'E', 'F'];
    expect(guided).toMatchObject({ ...shared, structured_outputs: { choice } });
    expect(free).toMatchObject({ ...shared, max_tokens: 1, logprobs: true, top_logprobs: 20 });
    expect(free).not.toHaveProperty('structured_outputs');
    expect(free?.['messages']).toEqual(guided?.['messages']);
  });

  it('takes other labels where a tokenizer writes some in two tokens, or two alike', async () => {
    const tokenize = (text: string): readonly number[] => {
      if (text === 'B') return [1, 2];
      return [text === 'C' ? 65 : text.charCodeAt(0)];
    };
    const { requests, routed } = await routedBy({ tokenize });
    const choice = ['A', 'D', 'E', 'F', 'G', 'H'];
    expect(chats(requests)[0]).toMatchObject({ structured_outputs: { choice } });
    expect(routed).toMatchObject({ way: 'labels', category: { name: 'Operations' } });
  });

  it('goes by names where no labels are single tokens', async () => {
    const { requests, routed } = await routedBy({ tokenize: () => [1, 2] });
    expect(chats(requests)[0]).toMatchObject({ structured_outputs: { choice: names } });
    expect(routed).toMatchObject({ way: 'names', category: { name: 'Operations' } });
  });

  it('is the server’s own where it has a route for that, in one request', async () => {
    const shares = Object.fromEntries(names.map((name) => [name, name === 'React' ? 0.75 : 0.05]));
    const { routed, requests } = await routedBy({
      decisions: {
        id: 'decision-1',
        object: 'structured_decision',
        model: 'base',
        answers: {
          route: { type: 'choice', choice: 'React', probabilities: shares, confidence: 0.6 },
        },
        diagnostics: { route: { label_mass: 0.8, argmax_is_label: true } },
        usage: { input_tokens: 9, output_tokens: 1 },
      },
    });
    expect(routed).toMatchObject({ way: 'decision', category: { name: 'React' }, mass: 0.8 });
    expect(rounded(routed.probabilities)).toEqual(shares);
    expect(chats(requests)).toEqual([]);
    const asked = requests.filter(({ path }) => path === '/v1/systemone');
    const criteria = Object.fromEntries(names.map((name) => [name, `all about ${name}`]));
    expect(asked.map(({ body }) => body)).toMatchObject([
      { model: 'base', questions: { route: { type: 'choice', criteria } } },
    ]);
  });

  it.each<[string, ScriptedRoutingOptions['decisions']]>([
    ['there is no such route', 'absent'],
    ['the model has none', 'unsupported'],
    ['the answer holds none', {}],
    ['the answer names no category', { answers: { route: { choice: 'Java', probabilities: {} } } }],
  ])('is a choice of labels where %s', async (_, decisions = 'absent') => {
    expect((await routedBy({ decisions })).routed).toMatchObject({
      way: 'labels',
      category: { name: 'Operations' },
    });
  });

  it.each<[string, ScriptedRoutingOptions, Partial<RoutedTicket>]>([
    [
      'tells no log-probabilities',
      { logprobs: 'silent' },
      { probabilities: undefined, mass: undefined, missing: 'no-logprobs', doubts: [] },
    ],
    [
      'refuses so many',
      { logprobs: 'refused' },
      { probabilities: undefined, mass: undefined, missing: 'no-logprobs', doubts: [] },
    ],
    [
      'would have said nothing of it',
      { beliefs: () => ({ Sure: 0.9, Well: 0.1 }) },
      { probabilities: undefined, mass: 0, missing: 'unseen', doubts: ['low-mass'] },
    ],
  ])('stands without probabilities where the server %s', async (_, options, expected) => {
    const { routed } = await routedBy(options);
    expect(routed).toMatchObject({ category: { name: 'Operations' }, ...expected });
  });

  it('knows of what is outside the likeliest tokens only that it has less', async () => {
    const beliefs: ScriptedRoutingOptions['beliefs'] = ({ label, others: [next = ''] }) => ({
      [label]: 0.5,
      Sure: 0.2,
      [next]: 0.1,
      Well: 0.05,
    });
    const { routed } = await routedBy({ beliefs });
    expect(rounded(routed.probabilities)).toEqual({ Operations: 0.833333, SQL: 0.166667 });
    expect(routed.mass).toBeCloseTo(0.6);
    expect(routed.below?.names).toEqual(['SQLite', 'Python', 'React', 'Documentation']);
    expect(routed.below?.bound).toBeCloseTo(0.05 / 0.6);
  });

  it('has no probabilities among more categories than a server tells of', async () => {
    const many = Array.from({ length: 30 }, (_, index) => ({
      name: `Kind ${index}`,
      description: 'x',
    }));
    const { routed, requests } = await routedBy({}, 'x', readSound(many));
    expect(routed).toMatchObject({ probabilities: undefined, missing: 'too-many', way: 'labels' });
    expect(routed.category.name).toBe('Kind 0');
    expect(requests.map(({ path }) => path)).not.toContain('/v1/systemone');
  });

  it('is the likeliest category where the server ignores the choice', async () => {
    const { routed } = await routedBy({ choices: 'ignored' });
    expect(routed.category.name).toBe('Operations');
  });

  it('is none where the server ignores the choice and the model says something else', async () => {
    const failed = failureOf(routedBy({ choices: 'ignored', beliefs: () => ({ Sure: 0.9 }) }));
    expect(await failed).toMatchObject({
      code: 'bad-response',
      message: 'the server answered with none of the categories: it ignored the choice',
    });
  });
});

describe('a doubt', () => {
  const with2 =
    (label: number, next: number, rest: number): ScriptedRoutingOptions['beliefs'] =>
    ({ label: first, others: [second = ''] }) => ({ [first]: label, [second]: next, Sure: rest });

  it.each<[readonly string[], ScriptedRoutingOptions['beliefs']]>([
    [[], with2(0.61, 0.39, 0.0001)],
    [['thin-margin'], with2(0.59, 0.41, 0.0001)],
    [['thin-margin'], with2(0.4, 0.6, 0.0001)],
    [['low-mass'], with2(0.4, 0.09, 0.51)],
    [['low-mass', 'thin-margin'], with2(0.2, 0.2, 0.6)],
    [[], with2(0.4, 0.11, 0.49)],
  ])('is %j by the thresholds', async (doubts, beliefs) => {
    const { routed } = await routedBy(beliefs ? { beliefs } : {});
    expect(routed.doubts).toEqual(doubts);
  });
});

it('a server that is not vLLM goes by names, and what it was not asked is told', async () => {
  const options = { models, tokenize: 'absent', choices: 'ignored' } as const;
  await using server = await startScriptedServer(scriptedRouting(options));
  const llm = createLLM('openai', { baseUrl: server.baseUrl });
  const routed = await route(llm, 'The modal does not trap focus');
  expect(routed).toMatchObject({ way: 'names', category: { name: 'React' } });
  expect(routed.problems.map(({ message }) => message)).toContain(
    'only vLLM has constraints; left out',
  );
  expect(server.requests.map(({ path }) => path)).not.toContain('/v1/systemone');
});

it('opposite tickets go different ways', async () => {
  const ways = new Set<string>();
  for (const ticket of [
    'LEFT JOIN returns more rows than expected',
    'The modal does not trap focus',
  ]) {
    const { routed } = await routedBy({}, ticket);
    ways.add(routed.answeredBy.model.id);
  }
  expect([...ways]).toEqual(['SQL-adapter', 'React-adapter']);
});

it('the base answers where the adapter is not loaded', async () => {
  const { routed } = await routedBy({ models: models.slice(0, 1) });
  expect(routed.answeredBy).toMatchObject({ model: { id: 'base' }, missing: 'Operations-adapter' });
});

it.each([
  ['empty', ' \n'],
  ['too-long', 'x'.repeat(1_000_000)],
])('a ticket that is %s is not sent', async (reason, ticket) => {
  await expect(routedBy({}, ticket)).rejects.toMatchObject({ name: 'UnroutableTicket', reason });
});

describe('the embedded engine', () => {
  const engines = new Engines();
  afterAll(() => engines[Symbol.asyncDispose]());

  it.each(releases)('decides for a legal category as %s', async (emulated) => {
    const llm = await engines.met(emulated);
    const { category, answeredBy, probabilities, mass, missing } = await route(
      llm,
      'def add(a, b): the sum is wrong',
      shippedRoutes,
    );
    expect(shippedRoutes.categories).toContain(category);
    expect(answeredBy.model.id).toBe(modelName);
    // It was trained on code, and has nothing to say of labels; what it says is a number.
    expect(mass ?? 0).toBeLessThanOrEqual(1);
    expect(probabilities === undefined).toBe(missing !== undefined);
  });

  it.each(['0.31.0', '0.32.0'] as const)('has no decisions of its own as %s', async (emulated) => {
    const llm = await engines.met(emulated);
    const asked = { model: modelName, text: 'x', options: [{ name: 'A', description: 'a' }] };
    const failed = await failureOf(llm.decide(asked));
    expect(failed).toMatchObject(
      since(emulated, '0.32.0')
        ? { code: 'unsupported', status: 501 }
        : { code: 'not-found', missing: 'route' },
    );
  });

  it('tells alternatives to a token on both routes', async () => {
    const llm = await engines.met('0.32.0');
    const told = { maxTokens: 1, temperature: 0, logprobs: 'yes', alternatives: 5 } as const;
    const messages = [{ role: 'user', content: 'export const ' }] as const;
    const { logprobs } = await llm.generate({
      model: modelName,
      messages,
      thinking: 'off',
      ...told,
    });
    expect(logprobs[0]?.alternatives).toHaveLength(5);
    const tops = [];
    for await (const event of llm.complete({
      model: modelName,
      prompt: 'export const ',
      ...told,
    })) {
      if (event.type === 'logprobs') tops.push(event.tokens[0]?.alternatives?.length ?? 0);
    }
    expect(tops[0]).toBeGreaterThanOrEqual(5);
  });
});
