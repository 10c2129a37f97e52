import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultFlags } from '../../../src/embedded/emulation/serverFlags';
import { readEngineArguments } from '../../../src/embedded/engineArguments';
import { UsageError } from '../../../src/embedded/usageError';

const read = (argv: readonly string[], env: Record<string, string> = {}, forked = false) =>
  readEngineArguments({ argv, env, workingDirectory: '/code', forked });

describe('engine arguments', () => {
  it('are a free port, nothing to learn and no token when nothing is said', () => {
    expect(read([])).toEqual({
      port: 0,
      folders: [],
      adapters: [],
      adapterRoots: [],
      token: undefined,
      announce: 'text',
      exitWithStdin: false,
      emulate: undefined,
      flags: defaultFlags,
    });
  });

  it('name folders from where the engine was started', () => {
    const { folders, port } = read(['--corpus', 'a', '--corpus', '/b', '--port', '8123']);
    expect([folders.map(({ path }) => path), port]).toEqual([['/code/a', '/b'], 8123]);
  });

  it('announce in JSON to a parent that forked', () => {
    expect(read([], {}, true).announce).toBe('json');
    expect(read(['--json-line']).announce).toBe('json');
  });

  it('take patterns of files that may not be read, for all folders or for each', () => {
    const patternsBy = (exclude: unknown) =>
      read(['--corpus', '/a', '--corpus', 'b/'], {
        TRELLIS_ENGINE_EXCLUDE: JSON.stringify(exclude),
      }).folders.map(({ patterns }) => patterns);
    expect(patternsBy(['*.js'])).toEqual([['*.js'], ['*.js']]);
    expect(patternsBy({ '/code/b': ['*.js', 'out'] })).toEqual([[], ['*.js', 'out']]);
    expect(patternsBy({ '/a/': ['out'], '/other': ['x'] })).toEqual([['out'], []]);
  });

  it('take a release to emulate and what a vLLM would be started with', () => {
    const { emulate, flags } = read(
      '--emulate 0.10.2 --reasoning-parser qwen3 --tool-call-parser hermes --no-lora --max-logprobs 5 --enable-auto-tool-choice'.split(
        ' ',
      ),
      { TRELLIS_ENGINE_API_KEY: 'k' },
    );
    expect(emulate).toBe('0.10.2');
    expect(flags).toEqual({
      reasoningParser: 'qwen3',
      toolCallParser: 'hermes',
      autoToolChoice: 'on',
      lora: 'off',
      apiKey: 'k',
      maxLogprobs: 5,
    });
  });

  it('take a token from the environment', () => {
    expect(read([], { TRELLIS_ENGINE_TOKEN: 's' }).token).toBe('s');
  });

  it.each(['{', '7', '{"/a":true}', '[1]'])('refuse %s for patterns', (text) => {
    expect(() => read([], { TRELLIS_ENGINE_EXCLUDE: text })).toThrow('TRELLIS_ENGINE_EXCLUDE');
  });

  it.each([
    ['--port', 'x'],
    ['--port', '70000'],
    ['--port', '-1'],
    ['--nonsense'],
    ['extra'],
    ['--max-logprobs', 'x'],
    ['--adapter', 'style'],
    ['--adapter', 'style=a', '--adapter', 'style=b'],
  ])('are refused with a sentence: %s %s', (...argv) => {
    expect(() => read(argv)).toThrow(UsageError);
    expect(() => read(argv)).toThrow(/\w+ \w+/);
  });

  it.each(['0.6.2', '0.16.0', '0.32.0', '0.33.1', '1.0.0', '0.11.1rc2.dev3+g1', 'rust', 'router'])(
    'take %j to emulate',
    (name) => {
      expect(read(['--emulate', name]).emulate).toBe(name);
    },
  );

  it.each(['foo', 'ROUTER', '', '0.5.0', '0.6.1', '0.16', 'v0.16.0', '0.16.0 ', '0.16.0/x'])(
    'do not take %j to emulate, and say what they take',
    (name) => {
      expect(() => read(['--emulate', name])).toThrow(UsageError);
      expect(() => read([`--emulate=${name}`])).toThrow(
        `--emulate takes a release of vLLM from 0.6.2 on (such as 0.32.0), “rust” or “router”, not “${name}”`,
      );
    },
  );

  it('say of a name that is given twice what a person can do about it', () => {
    const twice = ['--adapter', 'style=a', '--adapter', 'docs=b', '--adapter', 'style=c'];
    expect(() => read(twice)).toThrow(
      /^--adapter names “style” twice; give each folder a name of its own$/,
    );
  });

  it('name adapters, which lie where this process stands', () => {
    const { adapters } = read(['--adapter', 'style=lora', '--adapter', 'docs=/docs=2']);
    expect(adapters).toEqual([
      { name: 'style', path: resolve('/code/lora') },
      { name: 'docs', path: resolve('/docs=2') },
    ]);
    expect(() => read(['--adapter', 'style'])).toThrow('NAME=DIR');
  });
});
