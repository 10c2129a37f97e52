import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/provider/errors';
import { classify } from '../../../src/provider/probe';

const baseUrl = { api: 'http://host/api', root: 'http://host/api', origin: 'http://host' };
const tiny = { id: 'tiny', root: 'base', parent: undefined, contextWindow: 4096 };
const missing = new ProviderError('not-found', 'Not Found', { status: 404, missing: 'route' });
const refused = new ProviderError('unreachable', 'ECONNREFUSED');

describe('what answers at an address', () => {
  it('row: models and a version are vLLM', () => {
    expect(classify({ models: [tiny], version: '0.32.0' }, baseUrl)).toEqual({
      kind: 'vllm',
      version: '0.32.0',
      models: [tiny],
    });
  });

  it('row: models without a version are some OpenAI-compatible server', () => {
    expect(classify({ models: [tiny], version: undefined }, baseUrl)).toMatchObject({
      kind: 'openai',
    });
  });

  it('row: models that vLLM owns are vLLM behind a gateway that hides its version', () => {
    const models = [{ ...tiny, owner: 'vllm' }];
    expect(classify({ models, version: missing }, baseUrl)).toMatchObject({
      kind: 'vllm',
      version: undefined,
    });
  });

  it('row: a release that a person tells goes over that of a router', () => {
    expect(classify({ models: [tiny], version: '0.1.9', told: '0.10.2' }, baseUrl)).toMatchObject({
      kind: 'vllm',
      version: '0.10.2',
    });
  });

  it('row: a version without models is vLLM under another path', () => {
    expect(classify({ models: missing, version: '0.32.0' }, baseUrl)).toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('/v1') as string,
    });
  });

  it('row: nothing at all is the error of the connection', () => {
    expect(classify({ models: refused, version: refused }, baseUrl)).toBe(refused);
  });

  it('row: a server without models cannot be used', () => {
    expect(classify({ models: [], version: '0.32.0' }, baseUrl)).toMatchObject({
      code: 'bad-response',
    });
  });
});
