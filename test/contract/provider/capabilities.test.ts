/** What a release can do, found by asking it, and asked once. */
import { afterAll, describe, expect, it } from 'vitest';
import { factNames, type Fact, type FactName } from '../../../src/provider/capabilities';
import type { ServerFlags } from '../../../src/embedded/emulation/serverFlags';
import { maxModelLength, modelName } from '../../../src/embedded/identity';
import { probe } from '../../../src/provider/probe';
import type { LLMOptions } from '../../../src/provider/createLLM';
import {
  addressed,
  Engines,
  reasoningParser,
  recordingFetch,
  releases,
  since,
} from '../../support/releases';

const engines = new Engines();
afterAll(() => engines[Symbol.asyncDispose]());

type States = Readonly<Record<FactName, Fact['state']>>;

const all: Partial<ServerFlags> = {
  ...reasoningParser,
  toolCallParser: 'hermes',
  autoToolChoice: 'on',
};
const none: Partial<ServerFlags> = { lora: 'fixed' };

function yes(is: boolean): Fact['state'] {
  return is ? 'yes' : 'no';
}

/** By the quirk table. */
function expected(emulated: string, served: 'with everything' | 'with nothing'): States {
  const everything = served === 'with everything';
  const rust = emulated === 'rust';
  const router = emulated === 'router';
  const parser = everything && since(emulated, '0.7.1');
  const refusesUnknown = !since(emulated, '0.6.5');
  return {
    tokenize: 'yes',
    'chat-constraints': 'yes',
    'thinking-constraints': 'unknown',
    'completion-constraints': 'yes',
    grammars: yes(since(emulated, '0.6.5')),
    // Not asked of releases that it might end.
    'structural-tags': refusesUnknown ? 'no' : since(emulated, '0.28.0') ? 'yes' : 'unknown',
    'reasoning-parser': yes(parser),
    'thinking-switch': 'yes',
    // In the text, a thought that nothing counts tells nothing.
    'thinking-budget':
      parser || refusesUnknown || since(emulated, '0.20.0')
        ? yes(parser && since(emulated, '0.20.0'))
        : 'unknown',
    'chat-prefill': 'yes',
    beams: yes(!rust),
    samples: yes(!rust),
    tools: yes(everything),
    // Known since 0.8.3; without a parser it worked until 0.14.
    'required-tools': yes(since(emulated, '0.8.3') && (everything || !since(emulated, '0.14.0'))),
    'adapter-routes': yes(everything && !router),
    // Found out by the routes, since the engine has no metric for it.
    lora: everything && !router && since(emulated, '0.7.1') ? 'yes' : 'unknown',
    images: 'no',
    // The router tells the load of the servers behind it under vLLM's names.
    metrics: 'yes',
  };
}

/** What is named where it is missing: flags, or words. */
function helps(emulated: string): Partial<Record<FactName, string | RegExp>> {
  const parser = `${since(emulated, '0.9.0') ? '' : '--enable-reasoning '}--reasoning-parser NAME`;
  return {
    grammars: /vLLM 0\.6\.5/,
    'structural-tags': /vLLM 0\.6\.5/,
    'reasoning-parser': since(emulated, '0.7.1') ? parser : /vLLM 0\.7\.1/,
    'thinking-budget': since(emulated, '0.20.0') ? '--reasoning-parser NAME' : /vLLM 0\.20/,
    tools: '--enable-auto-tool-choice --tool-call-parser NAME',
    'required-tools': since(emulated, '0.8.3') ? '--tool-call-parser NAME' : /vLLM 0\.8\.3/,
    'adapter-routes':
      emulated === 'router'
        ? /router does not forward it: ask each server at its own address/
        : 'VLLM_ALLOW_RUNTIME_LORA_UPDATING=True and --enable-lora',
    beams: /Python frontend/,
    samples: /Python frontend/,
    images: /model that sees images/,
  };
}

describe.each(releases)('capabilities of %s', (emulated) => {
  it.each([
    ['with everything', all],
    ['with nothing', none],
  ] as const)('%s are found out, each with what was seen and what helps', async (served, flags) => {
    const llm = await engines.met(emulated, flags);
    const { facts, contextWindow, model } = await llm.capabilities({ model: modelName });
    const states = Object.fromEntries(factNames.map((name) => [name, facts[name].state]));
    expect(states).toEqual(expected(emulated, served));
    expect([model, contextWindow]).toEqual([modelName, maxModelLength]);
    for (const name of factNames) {
      const { state, saw, at, remedy, advice } = facts[name];
      expect(saw).toMatch(/^.{3,240}$/);
      expect(at).toBeInstanceOf(Date);
      const help = helps(emulated)[name];
      if (state === 'yes') expect([name, remedy, advice]).toEqual([name, undefined, undefined]);
      else if (state === 'unknown')
        expect([name, advice]).toEqual([name, expect.stringMatching(/show/)]);
      else if (typeof help === 'string') expect([name, remedy]).toEqual([name, help]);
      else
        expect([name, remedy, advice]).toEqual([
          name,
          undefined,
          expect.stringMatching(help ?? /\b\B/),
        ]);
    }
  });

  it('are asked once, and remembered beyond the client', async () => {
    const { fetch, urls } = recordingFetch();
    const facts = new Map<string, Fact>();
    const options: LLMOptions = { ...addressed(await engines.like(emulated)), fetch, facts };
    const first = (await probe(options)).llm;
    // What stays unknown is asked for each time.
    const decided = factNames.filter(
      (name) => expected(emulated, 'with nothing')[name] !== 'unknown',
    );
    const wanted = { model: modelName, facts: decided };
    const found = await first.capabilities(wanted);
    const asked = urls.length;
    expect(await first.capabilities(wanted)).toEqual(found);
    expect(urls).toHaveLength(asked);

    urls.length = 0;
    const second = (await probe(options)).llm;
    const again = await second.capabilities(wanted);
    expect(again.facts).toEqual(found.facts);
    // Who is there is asked of every server; what it can do is known.
    expect(urls.map((url) => new URL(url).pathname).toSorted()).toEqual(['/v1/models', '/version']);
  });
});

describe('the release', () => {
  const releaseOf = async (emulated: string, facts: readonly FactName[]) =>
    (await (await engines.met(emulated)).capabilities({ model: modelName, facts })).release;

  it.each(releases.filter((release) => release !== 'rust' && release !== 'router'))(
    'is told by %s',
    async (emulated) => {
      expect(await releaseOf(emulated, [])).toBe(emulated);
    },
  );

  it('behind a router is not the number of the router, and is learnt from an answer', async () => {
    const { version } = await probe(addressed(await engines.like('router')));
    expect(version).toMatch(/^0\.1\./);
    expect(await releaseOf('router', [])).toBeUndefined();
    expect(await releaseOf('router', ['chat-constraints'])).toBe('0.32.0');
  });

  it.each([
    ['0.24.0', '0.24.0'],
    ['0.20.0', undefined],
  ])('behind a proxy that hides %s is learnt where answers tell it: %s', async (is, learnt) => {
    const llm = await engines.unnamed(is);
    const { release } = await llm.capabilities({ model: modelName, facts: ['beams'] });
    expect(release).toBe(learnt);
  });
});
