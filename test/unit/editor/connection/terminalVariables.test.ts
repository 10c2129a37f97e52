import { describe, expect, it } from 'vitest';
import {
  terminalVariables,
  type Variables,
} from '../../../../src/editor/connection/terminalVariables';
import { createLLM } from '../../../../src/provider/createLLM';
import type { Connection } from '../../../../src/provider/endpoints';
import { ProviderError } from '../../../../src/provider/errors';

const baseUrl = { api: 'http://gpu:8000/v1', root: 'http://gpu:8000', origin: 'http://gpu:8000' };
const address = baseUrl.api;
const ready: Connection = {
  state: 'ready',
  address,
  server: {
    llm: createLLM('vllm', { baseUrl }),
    kind: 'vllm',
    version: '0.32.0',
    models: [{ id: 'coder', root: undefined, parent: undefined, contextWindow: 1 }],
    unread: 0,
  },
};

describe('terminals are told', () => {
  it('the address and the model of the server in use, and no key unless they may have it', () => {
    expect(terminalVariables({ connection: ready, model: 'style-v7', key: undefined })).toEqual({
      TRELLIS_BASE_URL: address,
      TRELLIS_MODEL: 'style-v7',
    });
    expect(terminalVariables({ connection: ready, model: 'coder', key: 'secret' })).toEqual({
      TRELLIS_BASE_URL: address,
      TRELLIS_MODEL: 'coder',
      TRELLIS_API_KEY: 'secret',
    });
  });

  const error = new ProviderError('unreachable', 'ECONNREFUSED');
  const rows: readonly [what: string, connection: Connection, told: Variables | undefined][] = [
    [
      'an address that does not answer, and no key',
      { state: 'failed', address, error },
      { TRELLIS_BASE_URL: address },
    ],
    [
      'nothing of an address that is none',
      { state: 'misconfigured', address: 'x', problem: 'not-a-url' },
      {},
    ],
    ['nothing new while a server is asked', { state: 'probing', address }, undefined],
    ['nothing new between two servers', { state: 'disconnected' }, undefined],
  ];
  it.each(rows)('%s', (_what, connection, told) => {
    expect(terminalVariables({ connection, model: 'coder', key: 'secret' })).toEqual(told);
  });
});
