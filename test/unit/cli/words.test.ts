import { describe, expect, it } from 'vitest';
import { AbortError } from '../../../src/base/abort';
import { exitCodes } from '../../../src/cli/exit';
import { failureOf } from '../../../src/cli/failure';
import { createFiles } from '../../../src/cli/files';
import { exitOf, matchDocument, mismatchWords } from '../../../src/cli/matchWords';
import { sentenceOf } from '../../../src/cli/problems';
import { defaultAddress, readAccess } from '../../../src/cli/server';
import { table } from '../../../src/cli/table';
import { UsageError } from '../../../src/cli/usageError';
import type { Expected, Match } from '../../../src/guided/match';
import { ProviderError } from '../../../src/provider/errors';
import { settings } from '../../../src/settings';

const url = 'http://gpu-box:8000/v1/models';

describe('what went wrong', () => {
  it.each([
    [new UsageError('FILE is missing'), 2, 'FILE is missing'],
    [new AbortError(), 130, undefined],
    [new Error('a bug'), 1, 'a bug'],
    ['thrown', 1, 'thrown'],
    [
      new ProviderError('unreachable', 'ECONNREFUSED', { url }),
      3,
      'nothing answers at http://gpu-box:8000: ECONNREFUSED',
    ],
    [
      new ProviderError('timeout', 'silence', { url }),
      3,
      'no answer from http://gpu-box:8000: silence',
    ],
    [
      new ProviderError('unauthorized', 'who?', { url }),
      3,
      'http://gpu-box:8000 refuses the key: who?',
    ],
    [new ProviderError('not-found', 'no model', { url, missing: 'model' }), 3, 'no model'],
    [
      new ProviderError('not-found', 'Not Found', { url, missing: 'route' }),
      3,
      'http://gpu-box:8000 has no such route: Not Found',
    ],
    [new ProviderError('overloaded', 'later', { url }), 3, 'http://gpu-box:8000 is busy: later'],
    [
      new ProviderError('bad-response', 'HTML', { url }),
      3,
      'http://gpu-box:8000 does not answer as vLLM does: HTML',
    ],
    [new ProviderError('failed', 'oops', { url }), 3, 'http://gpu-box:8000 failed: oops'],
    [new ProviderError('rejected', 'no', { url }), 3, 'http://gpu-box:8000 refused: no'],
    [
      new ProviderError('unreachable', '502 Bad Gateway', { url, status: 502 }),
      3,
      'http://gpu-box:8000 does not reach the server behind it: 502 Bad Gateway',
    ],
    [
      new ProviderError('rejected', 'tiny is not a multimodal model', { reason: 'text-only' }),
      3,
      'the model reads no images: tiny is not a multimodal model',
    ],
    [new ProviderError('unsupported', 'cannot'), 3, 'the server refused: cannot'],
  ])('is told: %s', (error, code, sentence) => {
    const failure = failureOf(error);
    expect([exitCodes[failure.exit], failure.sentence]).toEqual([code, sentence]);
  });
});

const nothing: Expected = { ascii: [], beyondAscii: false, end: false };

function mismatch(expected: Partial<Expected>) {
  const place = { byte: 4, line: 2, column: 3 };
  return { match: 'mismatch', ...place, expected: { ...nothing, ...expected } } as const;
}

describe('a verdict', () => {
  it.each([
    [{ match: 'complete' }, 'ok'],
    [{ match: 'unchecked', reason: '' }, 'ok'],
    [{ match: 'legal-prefix' }, 'cut'],
    [mismatch({}), 'mismatch'],
  ] as readonly [Match, string][])('%j ends a command', (match, exit) => {
    expect(exitOf(match)).toBe(exit);
  });

  it.each([
    [{}, 'nothing'],
    [{ end: true }, 'the end'],
    [{ ascii: [[48, 57]] }, '"0" to "9"'],
    [
      {
        ascii: [
          [10, 10],
          [34, 34],
        ],
      },
      '"\\n" or "\\""',
    ],
    [
      { ascii: [[127, 127]], beyondAscii: true, end: true },
      '"\\u007f", a character beyond ASCII or the end',
    ],
    [
      { ascii: Array.from({ length: 9 }, (_, index) => [65 + 2 * index, 65 + 2 * index]) },
      '"A", "C", "E", "G", "I", "K", "M", "O" or other characters',
    ],
  ] as readonly [Partial<Expected>, string][])('names what was expected: %j', (expected, words) => {
    expect(mismatchWords(mismatch(expected))).toBe(
      `does not match from byte 4, line 2, column 3: expected ${words}`,
    );
  });

  it('is written with characters instead of numbers', () => {
    expect(matchDocument(mismatch({ ascii: [[48, 57]] }))).toMatchObject({
      expected: { characters: [['0', '9']] },
    });
  });
});

describe('problems', () => {
  it('are one sentence with the first of them', () => {
    const problem = { message: 'wrong', line: 1, column: 2 };
    expect(sentenceOf('a', [problem])).toBe('a:1:2: wrong');
    expect(sentenceOf('a', [{ message: 'all of it' }, problem])).toBe('a: all of it (and 1 more)');
  });
});

describe('a table', () => {
  it('has columns as wide as their longest cell, and no space at the ends of its lines', () => {
    const rows = [
      ['é', 'bb', ''],
      ['aaa', 'b', 'c'],
    ];
    expect(table(rows)).toBe('é    bb\naaa  b   c\n');
  });
});

describe('how a server is asked', () => {
  const none = {
    'base-url': undefined,
    'api-key': undefined,
    header: [],
    'ca-file': undefined,
    release: undefined,
  };
  const files = createFiles(process.stdin);

  it('is the default address of the settings, unless one is given', async () => {
    expect(defaultAddress).toBe(settings['server.url'].default);
    const empty = { TRELLIS_BASE_URL: '', TRELLIS_API_KEY: '' };
    const access = await readAccess(none, { env: empty, files });
    expect(access.baseUrl.api).toBe(defaultAddress);
    expect(access).not.toHaveProperty('apiKey');
  });

  it('is the option before the variable', async () => {
    const env = { TRELLIS_BASE_URL: 'http://a', TRELLIS_API_KEY: 'k' };
    expect(await readAccess(none, { env, files })).toMatchObject({
      baseUrl: { api: 'http://a/v1' },
      apiKey: 'k',
    });
    const { baseUrl } = await readAccess({ ...none, 'base-url': 'b:1' }, { env, files });
    expect(baseUrl.api).toBe('http://b:1/v1');
  });

  it('holds headers, whose values may hold colons', async () => {
    const header = ['X-Team: a:b', 'x-empty:'];
    const { headers } = await readAccess({ ...none, header }, { env: {}, files });
    expect(headers).toEqual({ 'X-Team': 'a:b', 'x-empty': '' });
  });

  it.each([
    ['a header without a value', { header: ['x'] }],
    ['a header of two lines', { header: ['x: a\nb: c'] }],
    ['a name that is none', { header: ['a b: c'] }],
    ['a release that is none', { release: 'newest' }],
    ['a file that is not there', { 'ca-file': '/no/such/file' }],
  ])('is not %s', async (_, values) => {
    const access = readAccess({ ...none, ...values }, { env: {}, files });
    await expect(access).rejects.toBeInstanceOf(UsageError);
  });
});
