/** What is made of answers that decide nothing, and of servers that change or break. */
import { describe, expect, it } from 'vitest';
import { factNames, type Fact, type FactName } from '../../../src/provider/capabilities';
import type { LLMOptions } from '../../../src/provider/createLLM';
import { probe } from '../../../src/provider/probe';
import { failureOf } from '../../support/releases';
import {
  eventStream,
  json,
  startScriptedServer,
  type ReceivedRequest,
  type Script,
} from '../../support/scriptedServer';
import { chatting, type Delta } from '../../support/scriptedChat';
import { scriptedVllm } from '../../support/scriptedVllm';

const model = 'scripted';

/** A message that answers a conversation whole. */
function saying(message: Readonly<Record<string, unknown>>, finish = 'stop'): Script {
  const choices = [{ index: 0, message, finish_reason: finish }];
  return (_, response) => json(response, 200, { choices, usage: { prompt_tokens: 9 } });
}

function refusing(status: number, message: string, type = 'BadRequestError'): Script {
  return (_, response) => json(response, status, { error: { message, type, code: status } });
}

interface Constrained {
  readonly choice?: readonly [string];
  readonly grammar?: string;
}

function constraintIn({ body }: ReceivedRequest): Constrained | undefined {
  const { structured_outputs: asked } = (body ?? {}) as { structured_outputs?: Constrained };
  return asked;
}

/** Answers as told what is constrained to one word, by whatever the constraint is. */
const obedient: Script = (request, response) => {
  const asked = constraintIn(request);
  const content = asked?.choice?.[0] ?? /"(.*)"/.exec(asked?.grammar ?? '')?.[1] ?? 'free';
  return saying({ content })(request, response);
};

async function facing(script: Script, options: Partial<LLMOptions> = {}) {
  const server = await startScriptedServer(scriptedVllm(script));
  const { llm } = await probe({ baseUrl: server.baseUrl, ...options });
  const asked = () => server.requests.filter(({ method }) => method === 'POST');
  return { llm, server, asked, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

async function factOf(name: FactName, script: Script): Promise<Fact> {
  await using faced = await facing(script);
  return (await faced.llm.capabilities({ model, facts: [name] })).facts[name];
}

describe('an answer that decides nothing', () => {
  it.each<[string, FactName, Script, RegExp]>([
    [
      'a model that the server does not know',
      'beams',
      refusing(404, `The model \`${model}\` does not exist.`, 'NotFoundError'),
      /does not exist/,
    ],
    [
      'a required call that was cut, as until 0.23',
      'required-tools',
      refusing(400, '1 validation error for list[…]\n  Invalid JSON: EOF while parsing a string'),
      /cut before it was whole/,
    ],
    [
      'a required call that was cut, as from 0.24 on',
      'required-tools',
      saying({ content: '<tool_call>{"na' }, 'length'),
      /cut before it was whole/,
    ],
    [
      'a thought in the text that was cut',
      'chat-constraints',
      saying({ content: '<think>\nOkay, the user' }, 'length'),
      /thought, though told not to/,
    ],
    [
      'a thought beside the text that was cut',
      'chat-constraints',
      saying({ content: null, reasoning: 'Okay' }, 'length'),
      /thought, though told not to/,
    ],
    [
      'the beginning of an answer',
      'completion-constraints',
      (_, response) => json(response, 200, { choices: [{ text: '', finish_reason: 'length' }] }),
      /cut before it could tell/,
    ],
    [
      'a redirect to a page where one signs in',
      'adapter-routes',
      (_, response) => void response.writeHead(302, { location: '/login' }).end(),
      /redirects to \/login/,
    ],
    [
      'a page where one signs in',
      'adapter-routes',
      (_, response) => void response.end('<html>Sign in</html>'),
      /not as vLLM does/,
    ],
    [
      'a proxy that forbids it',
      'adapter-routes',
      (_, response) => void response.writeHead(403).end('<h1>Forbidden</h1>'),
      /Forbidden/,
    ],
    ['an error that came with 200', 'images', refusing200('it broke'), /it broke/],
  ])('is unknown: %s', async (_what, name, script, saw) => {
    const facts = new Map<string, Fact>();
    await using faced = await facing(script, { facts });
    const fact = (await faced.llm.capabilities({ model, facts: [name] })).facts[name];
    expect(fact).toMatchObject({ state: 'unknown', saw: expect.stringMatching(saw) as unknown });
    expect(fact.advice).toMatch(/show|log/);
    expect([...facts.values()]).toEqual([]);
  });

  it('is told on one line, however much the server said', async () => {
    const script = refusing(400, `no\n\tbeams\u001b[2J ${'x'.repeat(5_000)}`);
    const { saw } = await factOf('beams', script);
    expect(saw).toMatch(/^the server says “no beams \[2J x{150,}…”$/);
    expect(saw.length).toBeLessThan(240);
  });
});

/** What else is asked is answered: an engine that fails at everything has died. */
function refusing200(message: string): Script {
  return ({ path }, response) =>
    json(
      response,
      200,
      path === '/v1/completions'
        ? { choices: [{ text: 'a', finish_reason: 'length' }] }
        : { error: { message, type: 'X', code: 500 } },
    );
}

const coreIssue = 'EngineCore encountered an issue. See stack trace (above) for the root cause.';

describe('a dead engine', () => {
  it.each([
    ['500', refusing(500, coreIssue, 'InternalServerError'), 503],
    ['200 and an error, as 0.16.0', refusing200(coreIssue), 503],
    ['500 behind a router, which is well itself', refusing(500, coreIssue), 200],
  ])('is told from a server that broke once: %s', async (_what, script, health) => {
    await using faced = await facing((request, response) =>
      request.path === '/health'
        ? void response.writeHead(health).end()
        : script(request, response),
    );
    const failure = await failureOf(faced.llm.capabilities({ model }));
    expect(failure).toMatchObject({ code: 'failed', reason: 'engine-dead', message: coreIssue });
  });

  it('is not supposed where one route works', async () => {
    await using faced = await facing((request, response) => {
      const broken = request.path === '/v1/chat/completions';
      return broken ? refusing(500, 'template')(request, response) : completes(request, response);
    });
    const { facts } = await faced.llm.capabilities({ model });
    expect(facts['chat-constraints']).toMatchObject({
      state: 'unknown',
      saw: 'the server says “template”',
    });
    expect(facts['completion-constraints'].state).toBe('yes');
  });
});

const completes: Script = (request, response) => {
  const asked = constraintIn(request);
  json(response, 200, { choices: [{ text: asked?.choice?.[0] ?? '', finish_reason: 'stop' }] });
};

it('a server that takes no more is not asked further, and nothing is remembered', async () => {
  const facts = new Map<string, Fact>();
  await using faced = await facing(refusing(503, 'busy', 'Service Unavailable'), { facts });
  const wanted = { model, facts: ['tokenize', 'beams', 'samples'] } as const;
  const failure = await failureOf(faced.llm.capabilities(wanted));
  expect(failure).toMatchObject({ code: 'overloaded', message: 'busy' });
  expect(faced.asked().map(({ path }) => path)).toEqual(['/tokenize', '/v1/chat/completions']);
  const { facts: known } = await faced.llm.capabilities({ model, facts: [] });
  expect(factNames.filter((name) => known[name].state !== 'unknown')).toEqual(['tokenize']);
});

const thinkingTo =
  (on: Delta[], off: Delta[] = on): Script =>
  (request, response) => {
    const { chat_template_kwargs: told } = request.body as {
      chat_template_kwargs?: { enable_thinking: boolean };
    };
    return chatting(told?.enable_thinking === true ? on : off)(request, response);
  };

/** With a prompt that is counted as so many tokens, by whether the answer is to be continued. */
const counting =
  (continued: number, opened: number): Script =>
  (request, response) => {
    const { continue_final_message: goesOn } = request.body as { continue_final_message?: true };
    const choices = [{ index: 0, message: { content: 'x' }, finish_reason: 'length' }];
    json(response, 200, { choices, usage: { prompt_tokens: goesOn ? continued : opened } });
  };

const routes =
  (answers: Readonly<Record<string, Script>>): Script =>
  (request, response) =>
    (answers[request.path] ?? refusing(404, 'Not Found'))(request, response);

const asksForName = refusing(400, "'lora_name' needs to be provided", 'InvalidUserInput');
const thought = [{ reasoning: 'The user wants nothing but that I say anything' }, { content: 'a' }];

describe('what a small question shows', () => {
  it.each<[string, FactName, Fact['state'], Script]>([
    ['a thought all the same', 'thinking-switch', 'no', thinkingTo(thought)],
    [
      'a thought only when told to',
      'thinking-switch',
      'yes',
      thinkingTo(thought, [{ content: 'a' }]),
    ],
    ['no thought at all', 'thinking-switch', 'unknown', thinkingTo([{ content: 'a' }])],
    ['a thought that does not end', 'thinking-budget', 'no', thinkingTo(thought)],
    [
      'a thought in the text',
      'thinking-budget',
      'unknown',
      thinkingTo([{ content: '<think>The' }]),
    ],
    ['no thought', 'thinking-budget', 'unknown', thinkingTo([{ content: 'a' }])],
    ['an answer that goes on', 'chat-prefill', 'yes', counting(7, 20)],
    ['a turn in between', 'chat-prefill', 'no', counting(20, 20)],
    [
      'a metric of adapters',
      'lora',
      'yes',
      routes({
        '/metrics': (_, response) => void response.end('# TYPE vllm:lora_requests_info gauge'),
      }),
    ],
    [
      'no such metric, and an adapter that was looked for',
      'lora',
      'yes',
      routes({
        '/v1/unload_lora_adapter': asksForName,
        '/v1/load_lora_adapter': refusing(404, 'No adapter found for /x', 'NotFoundError'),
      }),
    ],
    [
      'no such metric, and LoRA off',
      'lora',
      'no',
      routes({
        '/v1/unload_lora_adapter': asksForName,
        '/v1/load_lora_adapter': refusing(500, "failed with 'LoRA is not enabled. Use --ena…'"),
      }),
    ],
    [
      'an engine that breaks over it',
      'lora',
      'unknown',
      routes({
        '/v1/unload_lora_adapter': asksForName,
        '/v1/load_lora_adapter': refusing(400, 'EngineCore encountered an issue.'),
      }),
    ],
    [
      'an adapter that it loads out of nothing',
      'lora',
      'unknown',
      routes({
        '/v1/unload_lora_adapter': asksForName,
        '/v1/load_lora_adapter': (_, response) => void response.end('Success'),
      }),
    ],
  ])('%s: %s is %s', async (_what, name, state, script) => {
    expect(await factOf(name, script)).toMatchObject({ state });
  });

  it('is not asked of a release that it might end', async () => {
    await using faced = await facing(obedient, { release: '0.16.0' });
    const { facts } = await faced.llm.capabilities({ model, facts: ['structural-tags'] });
    expect(facts['structural-tags'].state).toBe('unknown');
    expect(JSON.stringify(faced.asked().map(({ body }) => body))).not.toMatch(/structural_tag/);
  });
});

describe('one probe that runs', () => {
  it('is shared by all who want to know', async () => {
    await using faced = await facing(obedient);
    const ask = () => faced.llm.capabilities({ model, facts: ['chat-constraints'] });
    const found = await Promise.all([ask(), ask(), ask(), ask(), ask()]);
    expect(faced.asked()).toHaveLength(1);
    expect(new Set(found.map(({ facts }) => facts['chat-constraints'].saw)).size).toBe(1);
  });

  it('is begun anew by the next one if whoever began it gives up', async () => {
    const first = new AbortController();
    let begun = 0;
    await using faced = await facing(async (request, response) => {
      begun += 1;
      if (begun === 1) {
        first.abort();
        return;
      }
      return obedient(request, response);
    });
    const wanted = { model, facts: ['chat-constraints'] } as const;
    const [gone, stayed] = await Promise.allSettled([
      faced.llm.capabilities(wanted, { signal: first.signal }),
      faced.llm.capabilities(wanted),
    ]);
    expect(gone).toMatchObject({ status: 'rejected', reason: { name: 'AbortError' } });
    expect(stayed).toMatchObject({ value: { facts: { 'chat-constraints': { state: 'yes' } } } });
    expect(begun).toBe(2);
  });

  it('goes on for the others when one of them gives up', async () => {
    const second = new AbortController();
    await using faced = await facing((request, response) => {
      second.abort();
      return obedient(request, response);
    });
    const wanted = { model, facts: ['chat-constraints'] } as const;
    const [stayed, gone] = await Promise.allSettled([
      faced.llm.capabilities(wanted),
      faced.llm.capabilities(wanted, { signal: second.signal }),
    ]);
    expect(gone).toMatchObject({ status: 'rejected', reason: { name: 'AbortError' } });
    expect(stayed).toMatchObject({ value: { facts: { 'chat-constraints': { state: 'yes' } } } });
    expect(faced.asked()).toHaveLength(1);
  });
});

describe('a server that was started anew', () => {
  const routeOff: Script = (_, response) => json(response, 404, { detail: 'Not Found' });
  const routeOn = refusing(400, "'lora_name' needs to be provided", 'InvalidUserInput');

  /** What it answers, to be changed while it runs. */
  async function changing(options: Partial<LLMOptions> = {}) {
    const server = { script: routeOff };
    const faced = await facing((request, response) => server.script(request, response), options);
    const state = async (known?: 'asked-again') => {
      const asked = { model, facts: ['adapter-routes'], ...(known && { known }) } as const;
      return (await faced.llm.capabilities(asked)).facts['adapter-routes'].state;
    };
    return { ...faced, state, become: (script: Script) => (server.script = script) };
  }

  it('is asked again when somebody wants to know it anew', async () => {
    await using faced = await changing();
    expect(await faced.state()).toBe('no');
    faced.become(routeOn);
    expect([await faced.state(), await faced.state('asked-again')]).toEqual(['no', 'yes']);
    expect(await faced.state()).toBe('yes');
  });

  it.each<[string, Script, Script, 'yes' | 'no']>([
    ['an adapter that loads', routeOff, (_, response) => void response.end('Success'), 'yes'],
    ['a route that is gone', routeOn, routeOff, 'no'],
  ])('is noticed by %s', async (_what, before, after, state) => {
    await using faced = await changing();
    faced.become(before);
    expect(await faced.state()).not.toBe(state);
    faced.become(after);
    await faced.llm.loadAdapter('a', '/a').catch(() => undefined);
    faced.become(state === 'yes' ? routeOn : routeOff);
    expect(await faced.state()).toBe(state);
  });

  it('is noticed by another window', async () => {
    let window = 4096;
    await using server = await startScriptedServer((request, response) => {
      if (request.path !== '/v1/models') return scriptedVllm(obedient)(request, response);
      json(response, 200, { data: [{ id: model, max_model_len: window }] });
    });
    const { llm } = await probe({ baseUrl: server.baseUrl });
    const wanted = { model, facts: ['chat-constraints'] } as const;
    const before = await llm.capabilities(wanted);
    window = 8192;
    await llm.models();
    const after = await llm.capabilities(wanted);
    expect([before.contextWindow, after.contextWindow]).toEqual([4096, 8192]);
    expect(after.facts['chat-constraints'].saw).not.toBe(before.facts['chat-constraints'].saw);
  });
});

describe('an engine that reads no grammars', () => {
  const outlines = 'Outlines structured outputs backend does not support grammar specifications';
  const grammar = { kind: 'grammar', source: 'root ::= "a"' } as const;
  const tag = {
    kind: 'structuralTag',
    triggers: ['<a>'],
    tags: [{ begin: '<a>', schema: {}, end: '</a>' }],
  } as const;
  const messages = [{ role: 'user', content: 'x' }] as const;
  const wordsOf =
    (script: Script): Script =>
    (request, response) => {
      const { structured_outputs: asked } = request.body as { structured_outputs?: object };
      const refused = asked && !('choice' in asked);
      return refused ? script(request, response) : obedient(request, response);
    };

  it('is known from a probe, and no tag is sent that might end it', async () => {
    await using faced = await facing(wordsOf(refusing(400, outlines)));
    const wanted = { model, facts: ['grammars', 'structural-tags'] } as const;
    const { facts } = await faced.llm.capabilities(wanted);
    for (const name of wanted.facts) {
      expect(facts[name]).toMatchObject({
        state: 'no',
        saw: `the server says “${outlines}”`,
        remedy: '--structured-outputs-config.backend=xgrammar',
      });
    }
    expect(faced.asked()).toHaveLength(1);
    const failure = await failureOf(faced.llm.generate({ model, messages, guided: tag }));
    expect(failure).toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining(`structural tags: the server says “${outlines}”`) as unknown,
    });
    expect(faced.asked()).toHaveLength(1);
  });

  it('is learnt from a refusal, also from one in a stream', async () => {
    await using faced = await facing(
      wordsOf((_, response) => {
        eventStream(response, `data: {"error":{"message":"${outlines}","code":400}}\n\n`);
        response.end('data: [DONE]\n\n');
      }),
    );
    const asked = { model, messages, guided: grammar, thinking: 'off' } as const;
    const streamed = async () => {
      for await (const event of faced.llm.stream(asked)) expect(event.type).toBe('problem');
    };
    const failures = [await failureOf(streamed()), await failureOf(streamed())];
    for (const failure of failures) {
      expect(failure).toMatchObject({
        code: 'unsupported',
        message: expect.stringContaining('start it with --structured-outputs') as unknown,
      });
    }
    expect(faced.asked()).toHaveLength(1);
  });

  it.each([
    ['is refused at once', 59_000, 0],
    ['is asked about again, since it may have been replaced', 61_000, 1],
  ])('a grammar for it %s', async (_what, later, asks) => {
    let now = 1_000_000;
    const engine = { script: refusing(400, outlines) };
    await using faced = await facing(
      wordsOf((request, response) => engine.script(request, response)),
      { now: () => new Date(now) },
    );
    await faced.llm.capabilities({ model, facts: ['grammars'] });
    const before = faced.asked().length;
    now += later;
    engine.script = obedient;
    const asked = { model, messages, guided: grammar, thinking: 'off' } as const;
    const answer = faced.llm.generate(asked);
    if (asks === 0) expect(await failureOf(answer)).toMatchObject({ code: 'unsupported' });
    else expect(await answer).toMatchObject({ text: 'a' });
    // The probe, and then the answer.
    expect(faced.asked().length - before).toBe(2 * asks);
  });

  it('is guidance where only tags are refused', async () => {
    const words = "Invalid grammar specification: 'triggers'";
    await using faced = await facing(wordsOf(refusing(400, words)));
    const asked = { model, messages, guided: tag, thinking: 'off' } as const;
    expect(await failureOf(faced.llm.generate(asked))).toMatchObject({ code: 'unsupported' });
    const { facts } = await faced.llm.capabilities({ model, facts: [] });
    expect([facts['structural-tags'].state, facts.grammars.state]).toEqual(['no', 'unknown']);
  });
});
