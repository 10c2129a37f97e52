import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AbstractCoreConfigurationError,
  readAbstractCoreConfiguration,
  type AbstractCoreConfiguration,
} from '../../../src/abstractcore/configuration';

const read = (vllm: unknown): AbstractCoreConfiguration =>
  readAbstractCoreConfiguration(JSON.stringify({ provider_settings: { vllm } }));

const changed = (vllm: unknown): readonly string[] =>
  read(vllm).changes.map(({ name, outcome }) => `${name} ${outcome}`);

describe('the settings of vLLM in a configuration of AbstractCore', () => {
  it('are taken over', () => {
    const configuration = read({
      base_url: 'http://gpu-box:8000/v1',
      default_model: 'Qwen/Qwen2.5-Coder-32B-Instruct',
      timeout: 90.5,
      parameters: { max_tokens: 1024, temperature: 0.2, extra_body: { top_k: 20 } },
    });
    expect(configuration).toEqual({
      baseUrl: 'http://gpu-box:8000/v1',
      model: 'Qwen/Qwen2.5-Coder-32B-Instruct',
      timeout: 91,
      maxTokens: 1024,
      temperature: 0.2,
      extraBody: { top_k: 20 },
      changes: [],
    });
  });

  it('may be missing or null', () => {
    const nothing = { extraBody: {}, changes: [] };
    expect(read({})).toEqual(nothing);
    expect(read({ base_url: null, timeout: null, parameters: null })).toEqual(nothing);
  });

  it.each([
    'guided_decoding_backend',
    'use_beam_search',
    'best_of',
    'guided_regex',
    'guided_json',
    'guided_choice',
    'guided_grammar',
    'n',
    'stream',
  ])('are left out where vLLM has them no more or Trellis sets them: %s', (name) => {
    const parameters = { [name]: 'x', extra_body: { [name]: 'x' } };
    expect(read({ [name]: 'x', parameters }).extraBody).toEqual({});
    expect(changed({ [name]: 'x', parameters })).toEqual([
      `${name} left out`,
      `parameters.${name} left out`,
      `parameters.extra_body.${name} left out`,
    ]);
  });

  it('go into the body where they are other parameters of sampling, and that is told', () => {
    const vllm = { parameters: { top_p: 0.9, extra_body: { min_p: 0.1 } } };
    expect(read(vllm).extraBody).toEqual({ top_p: 0.9, min_p: 0.1 });
    expect(changed(vllm)).toEqual(['parameters.top_p translated']);
  });

  it.each([
    [{ timeout: 'soon' }, 'timeout'],
    [{ timeout: 0 }, 'timeout'],
    [{ base_url: 5 }, 'base_url'],
    [{ default_model: ' ' }, 'default_model'],
    [{ parameters: [] }, 'parameters'],
    [{ parameters: { max_tokens: 1.5 } }, 'parameters.max_tokens'],
    [{ parameters: { temperature: 3 } }, 'parameters.temperature'],
    [{ parameters: { extra_body: 'x' } }, 'parameters.extra_body'],
    [{ colour: 'red' }, 'colour'],
  ])('are left out where they are nothing that can be set: %j', (vllm, name) => {
    expect(read(vllm)).toMatchObject({ extraBody: {}, changes: [{ name, outcome: 'left out' }] });
  });

  it('never hold a key, nor tell of one', () => {
    const configuration = read({ api_key: 'sk-secret', parameters: { api_key: 'sk-secret' } });
    expect(JSON.stringify(configuration)).not.toContain('sk-secret');
    expect(configuration.changes).toHaveLength(2);
  });
});

describe('a file', () => {
  it.each([
    ['', 'is not JSON'],
    ['{', 'is not JSON'],
    ['[]', 'is not a configuration of AbstractCore'],
    ['{"provider_settings": 5}', 'is not a configuration of AbstractCore'],
    ['{}', 'has no settings of vLLM'],
    [
      '{"provider_settings": {"ollama": {}, "lmstudio": {}}}',
      'has no settings of vLLM, only of ollama, lmstudio',
    ],
    ['{"provider_settings": {"vllm": "x"}}', 'has settings of vLLM that are not an object'],
  ])('that has nothing of vLLM is refused in one sentence: %s', (text, message) => {
    expect(() => readAbstractCoreConfiguration(text)).toThrow(
      new AbstractCoreConfigurationError(message),
    );
  });

  it('is read or refused, whatever it holds', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.boolean(), (value, whole) => {
        const file = whole ? value : { provider_settings: { vllm: value } };
        try {
          const { changes } = readAbstractCoreConfiguration(JSON.stringify(file));
          expect(changes.every(({ message }) => message !== '')).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(AbstractCoreConfigurationError);
        }
      }),
    );
  });
});
