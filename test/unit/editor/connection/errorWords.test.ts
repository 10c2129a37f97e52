import { describe, expect, it } from 'vitest';
import {
  wordsForAttempt,
  wordsForError,
  wordsForFailure,
  wordsForKey,
} from '../../../../src/editor/connection/errorWords';
import { createLLM } from '../../../../src/provider/createLLM';
import { ProviderError } from '../../../../src/provider/errors';
import type { Target } from '../../../../src/provider/target';

const baseUrl = { api: 'http://gpu/v1', root: 'http://gpu', origin: 'http://gpu' };

describe('an error', () => {
  it('before the answer began says that nobody is there', () => {
    const error = new ProviderError('unreachable', 'ECONNREFUSED');
    expect(wordsForError(error, baseUrl.api)).toContain('Nothing answers at http://gpu/v1');
  });

  it('is never told as a code of the system alone', () => {
    for (const message of ['ECONNRESET', 'the connection broke: ECONNRESET']) {
      const error = new ProviderError('unreachable', message);
      expect(wordsForError(error, baseUrl.api)).toContain('(the connection was reset)');
    }
  });

  it('of a proxy says that it is one', () => {
    const error = new ProviderError('unreachable', '502 Bad Gateway', { status: 502 });
    expect(wordsForError(error, baseUrl.api)).toBe(
      'The gateway at http://gpu/v1 cannot reach the server behind it (502 Bad Gateway).',
    );
  });

  it('of a proxy that refuses to connect names it', () => {
    const refused = (status: number, proxy?: string): string =>
      wordsForError(
        new ProviderError('unreachable', `${status} No`, {
          ...{ status, reason: 'proxy' },
          ...(proxy !== undefined && { proxy }),
        }),
        baseUrl.api,
      );
    expect(refused(403, 'http://proxy:3128')).toBe(
      'The proxy http://proxy:3128 refused to connect to http://gpu/v1 (403 No).',
    );
    expect(refused(502)).toBe('A proxy refused to connect to http://gpu/v1 (502 No).');
    expect(refused(407)).toContain('http.proxy');
  });

  it('about an image says that the model reads none', () => {
    const message = 'tiny is not a multimodal model';
    const error = new ProviderError('rejected', message, { reason: 'text-only' });
    expect(wordsForError(error, baseUrl.api)).toBe(`The model does not accept images: ${message}`);
  });

  it('of a missing key says that none is stored, and of a wrong one that it is refused', () => {
    const detail = { status: 401 } as const;
    const missing = new ProviderError('unauthorized', 'who?', { ...detail, reason: 'no-key' });
    const wrong = new ProviderError('unauthorized', 'who?', detail);
    expect(wordsForError(missing, baseUrl.api)).toMatch(/^No key is stored for http:\/\/gpu\/v1/);
    expect(wordsForError(wrong, baseUrl.api)).toMatch(/^The server refused the key \(who\?\)/);
    expect(wordsForKey(baseUrl.origin, missing)).toMatch(/^http:\/\/gpu requires a key\./);
    expect(wordsForKey(baseUrl.origin, wrong)).toMatch(/^http:\/\/gpu refused this key \(who\?\)/);
  });

  it('at one of several addresses that a name may mean tells of the others as well', () => {
    const other = { ...baseUrl, api: 'http://gpu:8000/v1' };
    const error = new ProviderError('unreachable', 'ECONNREFUSED', { url: `${other.api}/models` });
    expect(wordsForAttempt(error, [other, baseUrl])).toMatch(
      /^Nothing answers at http:\/\/gpu:8000\/v1 .* No server was found at http:\/\/gpu\/v1 either\.$/,
    );
    expect(wordsForAttempt(error, [other])).toBe(wordsForError(error, other.api));
  });

  it('in the middle of the answer says so', () => {
    const error = new ProviderError('unreachable', 'the connection broke: terminated', {
      begun: true,
    });
    expect(wordsForError(error, baseUrl.api)).toBe(
      'The server at http://gpu/v1 closed the connection in the middle of the answer.',
    );
  });
});

describe('the first words, which are all that one line of a message shows,', () => {
  const address = 'https://inference-gateway.team.example.com/llm/v1';
  const oneLine = 55;

  it.each([
    ['unreachable', {}, /^Nothing answers at /],
    ['unreachable', { reason: 'untrusted' }, /certificate is not trusted/],
    ['timeout', {}, /^No answer from /],
    ['unauthorized', { status: 401 }, /refused the key/],
    ['unauthorized', { status: 401, reason: 'no-key' }, /^No key is stored/],
    ['unauthorized', { status: 403 }, /denied access/],
    ['not-found', { missing: 'model' }, /^Model not found/],
    ['not-found', { missing: 'route' }, /^Route not found/],
    ['overloaded', {}, /server is busy/],
    ['bad-response', {}, /does not answer as vLLM/],
    ['failed', {}, /server failed/],
    ['failed', { reason: 'engine-dead' }, /engine has died/],
    ['rejected', {}, /server refused/],
    ['rejected', { reason: 'text-only' }, /does not accept images/],
  ] as const)('of %s, %j, say what is wrong', (code, detail, words) => {
    const said = wordsForError(new ProviderError(code, 'who?', detail), address);
    expect(said.slice(0, oneLine)).toMatch(words);
  });
});

describe('a failed request', () => {
  const to = (parent: string | undefined): Target => ({
    llm: createLLM('vllm', { baseUrl }),
    model: { id: 'style-v7', root: undefined, parent, contextWindow: undefined },
    contextWindow: undefined,
    maxTokens: 8,
    temperature: undefined,
    extraBody: {},
  });
  const gone = new ProviderError('not-found', 'The model `style-v7` does not exist.', {
    missing: 'model',
  });

  it('names the adapter that is gone, what answers now, and what would bring it back', () => {
    expect(wordsForFailure(gone, to('coder'))).toMatch(
      /“style-v7”.*use coder without it.*Load Adapter/,
    );
  });

  it('says what the server says where the model is none', () => {
    expect(wordsForFailure(gone, to(undefined))).toBe(wordsForError(gone, baseUrl.api));
  });

  it('says what went wrong where an adapter is not to blame', () => {
    const broke = new ProviderError('overloaded', 'busy');
    expect(wordsForFailure(broke, to('coder'))).toBe(wordsForError(broke, baseUrl.api));
  });
});
