import { describe, expect, it } from 'vitest';
import {
  statusOf,
  wordsForNoServer,
  type StatusInput,
} from '../../../../src/editor/status/statusOf';
import { createLLM } from '../../../../src/provider/createLLM';
import { ProviderError, type FailureDetail } from '../../../../src/provider/errors';
import type { ProbedServer } from '../../../../src/provider/probe';

const baseUrl = { api: 'http://gpu:8000/v1', root: 'http://gpu:8000', origin: 'http://gpu:8000' };
const server: ProbedServer = {
  llm: createLLM('vllm', { baseUrl }),
  kind: 'vllm',
  version: '0.32.0',
  models: [{ id: 'coder', root: undefined, parent: undefined, contextWindow: 1 }],
  unread: 0,
};
const ready: StatusInput = {
  connection: { state: 'ready', address: baseUrl.api, server },
  source: 'configured',
  model: 'coder',
  adapter: undefined,
  inline: 'on',
  trust: 'trusted',
  failure: undefined,
};
const failed = (code: 'unreachable' | 'bad-response', message: string): StatusInput => ({
  ...ready,
  connection: { state: 'failed', address: baseUrl.api, error: new ProviderError(code, message) },
});

const refused = (reason: FailureDetail | undefined): StatusInput => {
  const detail = { status: 401, ...(reason && { reason }) };
  const error = new ProviderError('unauthorized', 'Unauthorized', detail);
  return { ...ready, connection: { state: 'failed', address: baseUrl.api, error } };
};

describe('the status bar', () => {
  const rows: readonly [name: string, input: StatusInput, text: string, says: string][] = [
    ['names the model of a real server', ready, '$(sparkle) coder', 'vLLM 0.32.0'],
    [
      'never shows the embedded engine as a model',
      { ...ready, source: 'embedded' },
      '$(beaker) Trellis: embedded',
      'not a coding model',
    ],
    [
      'names the adapter that requests carry',
      { ...ready, adapter: { name: 'style-v7', state: 'in-use' } },
      '$(sparkle) coder · style-v7',
      'use the adapter style-v7',
    ],
    [
      'names the adapter of the embedded engine',
      { ...ready, source: 'embedded', adapter: { name: 'style-v7', state: 'in-use' } },
      '$(beaker) Trellis: embedded · style-v7',
      'not a coding model',
    ],
    [
      'tells of an adapter that the server has no more',
      { ...ready, adapter: { name: 'style-v7', state: 'missing' } },
      '$(warning) coder, without style-v7',
      'style-v7 of this workspace is not on the server, so coder answers without it',
    ],
    [
      'shows that inline completions are off',
      { ...ready, inline: 'off' },
      '$(circle-slash) coder',
      'off',
    ],
    [
      'tells of a model without fill-in-the-middle',
      { ...ready, inline: 'prefix-only' },
      '$(sparkle) coder',
      'only see the text before the cursor',
    ],
    [
      'tells of a server that is not vLLM',
      {
        ...ready,
        connection: { ...ready.connection, server: { ...server, kind: 'openai' } } as never,
      },
      '$(sparkle) coder',
      'not vLLM',
    ],
    [
      'tells of a model that the server does not list',
      { ...ready, model: 'other' },
      '$(warning) other',
      'does not list other',
    ],
    [
      'says what is wrong with an address that is none',
      { ...ready, connection: { state: 'misconfigured', address: 'ftp://x', problem: 'not-http' } },
      '$(warning) Trellis: no server',
      'must begin with http',
    ],
    [
      'says why nothing answers',
      failed('unreachable', 'ECONNREFUSED'),
      '$(warning) Trellis: no server',
      'no server listens on that port',
    ],
    [
      'says that the server asks for a key and none is stored, as after a reload in the browser',
      refused('no-key'),
      '$(warning) Trellis: no key',
      'No key is stored for http://gpu:8000/v1',
    ],
    [
      'says that the key is refused',
      refused(undefined),
      '$(warning) Trellis: key refused',
      'The server refused the key (Unauthorized). Connect to http://gpu:8000/v1 again',
    ],
    [
      'says that something else answers',
      failed('bad-response', 'the answer is not JSON: <html>'),
      '$(warning) Trellis: no server',
      'does not answer as vLLM does',
    ],
    [
      'says that an untrusted workspace keeps the engine from starting',
      { ...failed('unreachable', 'ECONNREFUSED'), trust: 'restricted' },
      '$(warning) Trellis: no server',
      'untrusted',
    ],
    [
      'shows why the last request failed',
      {
        ...ready,
        failure: new ProviderError('not-found', 'The model `x` does not exist.', {
          missing: 'model',
        }),
      },
      '$(warning) coder',
      'The model `x` does not exist.',
    ],
  ];
  it.each(rows)('%s', (_name, input, text, says) => {
    const status = statusOf(input);
    expect(`$(${status.icon}) ${status.text}`).toBe(text);
    expect(status.lines.join('\n')).toContain(says);
  });
});

describe('of several facts, the status bar', () => {
  const missing = { name: 'style-v7', state: 'missing' } as const;
  const failure = new ProviderError('overloaded', 'later');
  const excluded = { excluded: 'its name is that of a file with secrets' };
  const all: StatusInput = { ...ready, inline: excluded, adapter: missing, failure };

  it.each([
    ['a file that is not read', all, '$(circle-slash) coder'],
    ['completions that are off', { ...all, inline: 'off' }, '$(circle-slash) coder'],
    ['a failure', { ...all, inline: 'on' }, '$(warning) coder'],
    [
      'an adapter that is missing',
      { ...ready, adapter: missing },
      '$(warning) coder, without style-v7',
    ],
  ] as const)('shows the most local: %s', (_what, input, shown) => {
    const { icon, text } = statusOf(input);
    expect(`$(${icon}) ${text}`).toBe(shown);
  });

  it('says all in its tooltip, in that order, and stays in the colour of a warning', () => {
    const { lines, severity } = statusOf({ ...all, model: 'other' });
    expect(lines).toEqual([
      expect.stringContaining('not sent to a model'),
      expect.stringContaining('busy: later'),
      expect.stringContaining('does not list other'),
      expect.stringContaining('adapter style-v7'),
      expect.stringContaining('at http://gpu:8000/v1'),
    ]);
    expect(severity).toBe('warning');
  });

  it('tells of the document also where there is no server', () => {
    const { lines } = statusOf({ ...failed('unreachable', 'ECONNREFUSED'), inline: 'off' });
    expect(lines.join('\n')).toContain('completions are off here');
  });
});

describe('where nobody can be asked, it says why', () => {
  it.each([
    [failed('unreachable', 'ECONNREFUSED').connection, 'http://gpu:8000/v1 (connection refused'],
    [{ state: 'probing', address: baseUrl.api }, 'Connecting to http://gpu:8000/v1…'],
    [{ state: 'misconfigured', address: 'x', problem: 'not-a-url' }, 'Not a valid address'],
    [{ state: 'disconnected' }, 'Not connected.'],
  ] as const)('%j', (connection, says) => {
    if (connection.state === 'ready') throw new Error('somebody can');
    expect(wordsForNoServer(connection, 'configured')).toContain(says);
  });
});
