import { describe, expect, it } from 'vitest';
import { AbortError, onAbort } from '../../../src/base/abort';
import { exitCodes } from '../../../src/cli/exit';
import { asksForDocument } from '../../../src/cli/document';
import { failureDocument, failureOf, Unfinished } from '../../../src/cli/failure';
import { createFiles } from '../../../src/cli/files';
import { exitOfMatch, matchDocument, mismatchWords } from '../../../src/cli/matchWords';
import { problemSentence } from '../../../src/cli/problems';
import { defaultAddress, readServerAccess } from '../../../src/cli/server';
import { answerWithTimeout, timeouts } from '../../../src/cli/timeouts';
import { table } from '../../../src/cli/table';
import { UsageError } from '../../../src/cli/usageError';
import type { Expected, Match } from '../../../src/guided/match';
import { ProviderError } from '../../../src/provider/errors';
import { settings } from '../../../src/settings';
import { readDocument } from '../../support/documents';
import { commandContext } from '../../support/commandLine';
import { ManualClock } from '../../support/manualClock';

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
      'nothing answers at http://gpu-box:8000: no server listens on that port (ECONNREFUSED)',
    ],
    [
      new ProviderError('unreachable', 'EODD', { url }),
      3,
      'nothing answers at http://gpu-box:8000: EODD',
    ],
    [
      new ProviderError('unreachable', 'EPROTO', { url: 'https://gpu-box:8000/v1/models' }),
      3,
      'https://gpu-box:8000 closes the connection (EPROTO); it seems to speak http: try http://gpu-box:8000',
    ],
    [
      new ProviderError('unreachable', 'HPE_INVALID_CONSTANT', { url }),
      3,
      'http://gpu-box:8000 closes the connection (HPE_INVALID_CONSTANT); it seems to speak https: try https://gpu-box:8000',
    ],
    [
      new ProviderError('unreachable', 'ECONNRESET', { url, answeredBefore: true }),
      3,
      'http://gpu-box:8000 closed the connection without an answer (ECONNRESET)',
    ],
    [
      new ProviderError('unreachable', 'ECONNRESET', { url, begun: true }),
      3,
      'the connection to http://gpu-box:8000 broke in the middle of an answer: ECONNRESET',
    ],
    [
      new ProviderError('timeout', 'no answer within 10 s', { url }),
      3,
      'http://gpu-box:8000 is silent: no answer within 10 s; --timeout SECONDS waits longer',
    ],
    [
      new ProviderError('timeout', 'Gateway Timeout', { url, status: 504 }),
      3,
      'no answer from http://gpu-box:8000: Gateway Timeout',
    ],
    [
      new ProviderError('unauthorized', 'who?', { url, status: 401 }),
      3,
      'http://gpu-box:8000 refuses the key: who?',
    ],
    [
      new ProviderError('unauthorized', 'who?', { url, status: 401, reason: 'no-key' }),
      3,
      'http://gpu-box:8000 asks for a key, and none is given by --api-key or TRELLIS_API_KEY: who?',
    ],
    [new ProviderError('not-found', 'no model', { url, missing: 'model' }), 3, 'no model'],
    [
      new ProviderError('not-found', 'Error response', { url, missing: 'route' }),
      3,
      'http://gpu-box:8000 has no route /v1/models: Error response; something else answers there, or vLLM under another path',
    ],
    [
      new ProviderError('not-found', 'Not Found', {
        url: 'http://gpu-box:8000/v1/load_lora_adapter',
        missing: 'route',
      }),
      3,
      'http://gpu-box:8000 has no route /v1/load_lora_adapter: Not Found',
    ],
    [new ProviderError('overloaded', 'later', { url }), 3, 'http://gpu-box:8000 is busy: later'],
    [
      new ProviderError('bad-response', 'HTML', { url }),
      3,
      'http://gpu-box:8000 does not answer as vLLM does: HTML',
    ],
    [new ProviderError('failed', 'oops', { url }), 3, 'http://gpu-box:8000 failed: oops'],
    [
      new ProviderError('unreachable', '502 Bad Gateway     502 Bad Gateway    nginx', {
        url,
        status: 502,
      }),
      3,
      'what answers at http://gpu-box:8000 cannot reach the server behind it: 502 Bad Gateway nginx',
    ],
    [
      new ProviderError('rejected', 'tiny is not a multimodal model', {
        url,
        status: 400,
        reason: 'text-only',
      }),
      3,
      'the model reads no images: tiny is not a multimodal model',
    ],
    [
      new ProviderError('rejected', 'no', { url, status: 400 }),
      3,
      'http://gpu-box:8000 refused: no',
    ],
    [new ProviderError('rejected', 'no', { status: 400 }), 3, 'the server refused: no'],
    [new ProviderError('unsupported', 'too old'), 3, 'nothing was sent: too old'],
    [new ProviderError('rejected', 'too long'), 3, 'nothing was sent: too long'],
  ])('is told: %s', (error, code, sentence) => {
    const failure = failureOf(error);
    expect([exitCodes[failure.exit], failure.sentence]).toEqual([code, sentence]);
  });
});

describe('a key that is wanted in a terminal of VS Code', () => {
  const setting = 'trellis.terminal.key';
  const window = { TRELLIS_NODE: '/code', TRELLIS_BASE_URL: 'http://gpu-box:8000/v1' };
  const wanted = new ProviderError('unauthorized', 'who?', { url, status: 401, reason: 'no-key' });
  const refused = new ProviderError('unauthorized', 'who?', { url, status: 401 });

  it.each([
    ['that has none', wanted, window, true],
    ['where another was given', refused, window, true],
    ['where more was asked before', new Unfinished(wanted, {}), window, true],
    ['that has the window’s', refused, { ...window, TRELLIS_API_KEY: 'k' }, false],
    ['that is none of VS Code', wanted, { TRELLIS_BASE_URL: window.TRELLIS_BASE_URL }, false],
    ['that was told of no server', wanted, { TRELLIS_NODE: '/code' }, false],
    [
      'for another server',
      wanted,
      { ...window, TRELLIS_BASE_URL: 'http://gpu-box:9000/v1' },
      false,
    ],
    ['where something else is wrong', new ProviderError('failed', 'oops', { url }), window, false],
  ])('names the setting that gives the window’s: %s', (_what, error, env, named) => {
    expect(failureOf(error, env).sentence?.includes(setting)).toBe(named);
  });
});

describe('the document of a failure', () => {
  const problems = [{ message: 'wrong', line: 1, column: 2 }, { message: 'all of it' }];

  it.each([
    [new AbortError(), { exit: 130, kind: 'interrupted', message: 'interrupted', server: null }],
    [new Error('a bug'), { exit: 1, kind: 'failed', message: 'a bug' }],
    [
      new UsageError('a:1:2: wrong (and 1 more)', { name: 'a', problems }),
      {
        exit: 2,
        kind: 'usage',
        source: 'a',
        problems: [problems[0], { message: 'all of it', line: null, column: null }],
      },
    ],
    [
      new ProviderError('rejected', 'no', { url, status: 400 }),
      { exit: 3, kind: 'server', server: { code: 'rejected', message: 'no', status: 400, url } },
    ],
    [
      new ProviderError('rejected', 'too long', { reason: 'prompt-too-long' }),
      { exit: 3, message: 'nothing was sent: too long', server: null },
    ],
  ])('keeps to its schema: %s', (error, expected) => {
    const document = JSON.stringify(failureDocument(failureOf(error)));
    expect(readDocument('error', document)).toMatchObject({ error: expected });
  });

  it.each([
    [['doctor', '--json'], true],
    [['doctor'], false],
    [['generate', '--', '--json'], false],
  ])('is printed where it is asked for: %j', (args, asked) => {
    expect(asksForDocument(args)).toBe(asked);
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
    expect(exitOfMatch(match)).toBe(exit);
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
    expect(problemSentence('a', [problem])).toBe('a:1:2: wrong');
    expect(problemSentence('a', [{ message: 'all of it' }, problem])).toBe(
      'a: all of it (and 1 more)',
    );
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
    'api-key-file': undefined,
    header: [],
    'ca-file': undefined,
    release: undefined,
    timeout: undefined,
  };
  const files = createFiles(process.stdin);
  const { terminal } = commandContext().context;

  it('is the default address of the settings, unless one is given', async () => {
    expect(defaultAddress).toBe(settings['server.url'].default);
    const empty = { TRELLIS_BASE_URL: '', TRELLIS_API_KEY: '' };
    const access = await readServerAccess(none, { env: empty, files, terminal });
    expect(access.baseUrl.api).toBe(defaultAddress);
    expect(access).not.toHaveProperty('apiKey');
  });

  it('is waited for as long as a person says, in seconds', async () => {
    const access = await readServerAccess(
      { ...none, timeout: '1.5' },
      { env: {}, files, terminal },
    );
    expect(access.timeout).toBe(1500);
  });

  it('is the option before the variable', async () => {
    const env = { TRELLIS_BASE_URL: 'http://a', TRELLIS_API_KEY: 'k' };
    expect(await readServerAccess(none, { env, files, terminal })).toMatchObject({
      baseUrl: { api: 'http://a/v1' },
      apiKey: 'k',
    });
    const { baseUrl } = await readServerAccess(
      { ...none, 'base-url': 'b:1' },
      { env, files, terminal },
    );
    expect(baseUrl.api).toBe('http://b:1/v1');
  });

  it('holds headers, whose values may hold colons', async () => {
    const header = ['X-Team: a:b', 'x-empty:'];
    const { headers } = await readServerAccess({ ...none, header }, { env: {}, files, terminal });
    expect(headers).toEqual({ 'X-Team': 'a:b', 'x-empty': '' });
  });

  it.each([
    ['a header without a value', { header: ['x'] }],
    ['a header of two lines', { header: ['x: a\nb: c'] }],
    ['a name that is none', { header: ['a b: c'] }],
    ['a release that is none', { release: 'newest' }],
    ['a time that is none', { timeout: '0' }],
    ['one route of a server', { 'base-url': 'http://gpu-box:8000/v1/chat/completions' }],
    ['a file that is not there', { 'ca-file': '/no/such/file' }],
  ])('is not %s', async (_, values) => {
    const access = readServerAccess({ ...none, ...values }, { env: {}, files, terminal });
    await expect(access).rejects.toBeInstanceOf(UsageError);
  });
});

describe('patience', () => {
  const silent = (signal: AbortSignal): Promise<never> =>
    new Promise((_, reject) => onAbort(signal, () => reject(new AbortError())));

  it('ends with the time, and closes what was asked', async () => {
    const clock = new ManualClock();
    const { signal } = new AbortController();
    const asked = answerWithTimeout(timeouts.questions, silent, { clock, signal });
    const refused = expect(asked).rejects.toMatchObject({
      code: 'timeout',
      message: 'no answer within 10 s',
    });
    await clock.advance(timeouts.questions);
    await refused;
  });

  it('is no reason of its own where a person interrupts, or where there is an answer', async () => {
    const clock = new ManualClock();
    const controller = new AbortController();
    const { signal } = controller;
    const asked = answerWithTimeout(1, silent, { clock, signal });
    controller.abort();
    await expect(asked).rejects.toBeInstanceOf(AbortError);
    const answer = answerWithTimeout(1, () => Promise.resolve('here'), { clock, signal });
    await expect(answer).resolves.toBe('here');
  });
});
