/** Why adapters are not loaded or unloaded, understood whatever the release says of it. */
import { afterAll, describe, expect, it } from 'vitest';
import { adapterRefusal, type AdapterRefusal } from '../../../src/adapters/adapterRefusal';
import type { ServerFlags } from '../../../src/embedded/emulation/serverFlags';
import { modelName } from '../../../src/embedded/identity';
import { createLLM } from '../../../src/provider/createLLM';
import { json, startScriptedServer } from '../../support/scriptedServer';
import { Engines, failureOf, question, releases, since } from '../../support/releases';

const engines = new Engines();
afterAll(() => engines[Symbol.asyncDispose]());

/** A folder of code below the one that the engine has learnt, beside it, or nowhere. */
const here = '.';
const folder = '../emulation';
const nowhere = '/nowhere/at/all';

async function refused(
  emulated: string,
  flags: Partial<ServerFlags>,
  asked: { readonly load: readonly [name: string, path: string] } | { readonly unload: string },
): Promise<AdapterRefusal['kind']> {
  const llm = await engines.met(emulated, flags);
  return 'load' in asked
    ? adapterRefusal(await failureOf(llm.loadAdapter(...asked.load)), 'load').kind
    : adapterRefusal(await failureOf(llm.unloadAdapter(asked.unload)), 'unload').kind;
}

const loading = releases.filter((release) => release !== 'router');

describe.each(loading)('adapters as %s', (emulated) => {
  it('come and go, and are listed with their base', async () => {
    const llm = await engines.met(emulated);
    const [base] = await llm.models();
    await llm.loadAdapter('style', folder);
    expect(await llm.adapters()).toMatchObject([{ id: 'style', root: folder, parent: modelName }]);
    const { contextWindow } = await llm.capabilities({ model: 'style', facts: [] });
    expect(contextWindow).toBe(base?.contextWindow);
    expect((await llm.generate(question({ model: 'style' }))).text).toMatch(/\S/);
    expect(await refused(emulated, {}, { load: ['style', folder] })).toBe('name-taken');
    await llm.unloadAdapter('style');
    expect(await llm.adapters()).toEqual([]);
  });

  it.each<[AdapterRefusal['kind'], Partial<ServerFlags>, Parameters<typeof refused>[2]]>([
    ['no-such-path', {}, { load: ['none', nowhere] }],
    ['not-loaded', {}, { unload: 'none' }],
    ['lora-off', { lora: 'off' }, { load: ['style', here] }],
    ['routes-off', { lora: 'fixed' }, { load: ['style', here] }],
    ['routes-off', { lora: 'fixed' }, { unload: 'style' }],
  ])('that are not: %s with %j of %j', async (kind, flags, asked) => {
    expect(await refused(emulated, flags, asked)).toBe(kind);
  });

  it('keep the name of the base for itself where the release does', async () => {
    if (!since(emulated, '0.31.0')) return;
    expect(await refused(emulated, {}, { load: [modelName, folder] })).toBe('name-of-base');
  });
});

it('behind a router cannot be loaded, nor unloaded', async () => {
  expect(await refused('router', {}, { load: ['style', folder] })).toBe('routes-off');
  expect(await refused('router', {}, { unload: 'style' })).toBe('routes-off');
});

it('are a matter of vLLM alone', async () => {
  const server = await startScriptedServer((_, response) => json(response, 200, {}));
  const llm = createLLM('openai', { baseUrl: server.baseUrl });
  const error = await failureOf(llm.loadAdapter('style', folder));
  expect(adapterRefusal(error, 'load').kind).toBe('not-vllm');
  expect(server.requests).toEqual([]);
  await server[Symbol.asyncDispose]();
});

/** What the engine cannot get wrong itself, in the words of real servers (addendum, section 3). */
describe.each([
  [
    '0.16.0',
    400,
    { kind: 'rank-too-high', rank: 32, most: 16 },
    'Call to add_lora method failed: LoRA rank 32 is greater than max_lora_rank 16.',
  ],
  [
    '0.32.0',
    500,
    { kind: 'rank-too-high', rank: 32, most: 16 },
    "Call to add_lora method failed: Worker failed with error 'LoRA rank 32 is greater than max_lora_rank 16.', please check the stack trace above for the root cause",
  ],
  [
    '0.16.0',
    400,
    { kind: 'other-architecture' },
    "Call to add_lora method failed: While loading x, expected target modules in {'q_proj'} but received ['c_attn'].",
  ],
  ['0.32.0', 500, { kind: 'unknown' }, 'Call to add_lora method failed: the disk is full'],
] as const)('an adapter that %s refuses with %i', (_release, status, refusal, message) => {
  it.each([
    ['nested', { error: { message, type: 'BadRequestError', param: null, code: status } }],
    ['flat', { object: 'error', message, type: 'BadRequestError', param: null, code: status }],
  ])(`is ${refusal.kind}, %s`, async (_shape, body) => {
    const server = await startScriptedServer((_, response) => json(response, status, body));
    const llm = createLLM('vllm', { baseUrl: server.baseUrl });
    expect(adapterRefusal(await failureOf(llm.loadAdapter('style', '/x')), 'load')).toEqual(
      refusal,
    );
    await server[Symbol.asyncDispose]();
  });
});
