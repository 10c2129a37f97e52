import { describe, expect, it } from 'vitest';
import {
  errorInSuccess,
  readErrorBody,
  toProviderError,
} from '../../../src/provider/wire/errorBody';
import { expectLinearIn } from '../../support/growth';

describe('a body without a sentence', () => {
  const wordless = 'an error without a message';
  it.each([
    ['deep', '['.repeat(100_000)],
    ['deep and whole', `${'['.repeat(2_000)}${']'.repeat(2_000)}`],
    ['wide', JSON.stringify(Array.from({ length: 5_000 }, () => 1))],
    [
      'an object of data',
      JSON.stringify({ error: { data: Array.from({ length: 500 }, () => 'ab') } }),
    ],
    ['a message of brackets', JSON.stringify({ error: { message: '[{'.repeat(900) } })],
    ['a message of signs', JSON.stringify({ message: '--------' })],
    ['a line of digits', '1'.repeat(4_000)],
  ])('is told by one: %s', (_what, body) => {
    expect(readErrorBody(body).message).toBe(wordless);
  });

  it.each([
    ['a little data', '{"error":{"reason":"quota"}}', '{"reason":"quota"}'],
    [
      'a list of what is missing',
      JSON.stringify({ message: "[{'loc': ('body', 'model')}]" }),
      "[{'loc': ('body', 'model')}]",
    ],
    ['nothing', '', ''],
    [
      'the words of what was cut off',
      `{"error":{"message":"${'out of memory '.repeat(9_000)}`,
      'out of memory '.repeat(200).slice(0, 2_000),
    ],
  ])('is told as it is: %s', (_what, body, message) => {
    expect(readErrorBody(body).message).toBe(message);
  });
});

it.each(['<', '< ', '<title>', '[', '{"message":', '"message"  ', ' (parameter=', ' \n'])(
  'an error full of %j is read in time in proportion to it',
  async (piece) => {
    await expectLinearIn(piece, readErrorBody);
  },
);

/** Bodies as vLLM, routers and proxies write them (reference, section 8; addendum, section 3). */
const rows: readonly [name: string, status: number, body: string, expected: object][] = [
  [
    'vLLM from 0.10.1',
    404,
    '{"error":{"message":"The model `x` does not exist.","type":"NotFoundError","param":"model","code":404}}',
    {
      code: 'not-found',
      missing: 'model',
      parameter: 'model',
      message: 'The model `x` does not exist.',
    },
  ],
  [
    'vLLM until 0.10.0',
    400,
    '{"object":"error","message":"n must be 1","type":"BadRequestError","param":null,"code":400}',
    { code: 'rejected', message: 'n must be 1' },
  ],
  [
    'a missing key',
    401,
    '{"error":"Unauthorized"}',
    { code: 'unauthorized', message: 'Unauthorized' },
  ],
  [
    'a missing route',
    404,
    '{"detail":"Not Found"}',
    { code: 'not-found', missing: 'route', message: 'Not Found' },
  ],
  ['the router', 503, '{"error":"no backend"}', { code: 'overloaded', message: 'no backend' }],
  [
    'an HTML page of a proxy',
    502,
    `<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body></html>`,
    { code: 'unreachable', status: 502, retryable: true, message: '502 Bad Gateway' },
  ],
  [
    'a suffix that repeats the parameter',
    400,
    '{"error":{"message":"too low (parameter=max_tokens, value=-1)","param":"max_tokens"}}',
    { code: 'rejected', message: 'too low', parameter: 'max_tokens' },
  ],
  [
    'a value that holds parentheses',
    404,
    '{"error":{"message":"The model `f(x)` does not exist. (parameter=model, value=f(x))"}}',
    { code: 'not-found', message: 'The model `f(x)` does not exist.' },
  ],
  [
    'nginx, whose server is silent',
    504,
    '<html><head><title>504 Gateway Time-out</title></head></html>',
    { code: 'timeout', retryable: true, message: '504 Gateway Time-out' },
  ],
  [
    'nginx, which sheds load',
    503,
    '<html><head><title>503 Service Temporarily Unavailable</title></head></html>',
    { code: 'overloaded', retryable: true },
  ],
  [
    'what a flag forbids (0.32)',
    403,
    '{"error":{"message":"Scale-out endpoints are disabled. Restart vllm serve with --enable-scale-out to enable them.","type":"PermissionDeniedError","param":null,"code":403}}',
    {
      code: 'unsupported',
      status: 403,
      message: expect.stringContaining('--enable-scale-out') as string,
    },
  ],
  ['what a gateway forbids', 403, '{"error":"Forbidden"}', { code: 'unauthorized' }],
  [
    'an image for a model of text (0.32)',
    400,
    '{"error":{"message":"tiny is not a multimodal model","type":"BadRequestError","code":400}}',
    { code: 'rejected', reason: 'text-only' },
  ],
  [
    'an image for a model of text (0.10.2)',
    400,
    '{"error":{"message":"/the/model is not a multimodal model None","code":400}}',
    { code: 'rejected', reason: 'text-only' },
  ],
  [
    'an image where none are allowed',
    400,
    '{"error":{"message":"At most 0 image(s) may be provided in one prompt.","code":400}}',
    { code: 'rejected', reason: 'text-only' },
  ],
  [
    'one image too many',
    400,
    '{"error":{"message":"At most 1 image(s) may be provided in one prompt.","code":400}}',
    { code: 'rejected', reason: undefined },
  ],
  ['an unsupported feature', 501, '{"error":{"message":"no"}}', { code: 'unsupported' }],
  ['Cloudflare, whose server is slow', 524, '', { code: 'timeout', retryable: true }],
  ['Cloudflare, whose server is gone', 522, '', { code: 'unreachable', retryable: true }],
  ['an empty body', 500, '', { code: 'failed', message: '' }],
];

describe('a refusal', () => {
  it.each(rows)('%s', (_name, status, body, expected) => {
    expect(toProviderError(status, readErrorBody(body), 'http://host/v1')).toMatchObject(expected);
  });
});

describe('a body that came with 200', () => {
  it.each<[string, unknown, object]>([
    [
      'of 0.16.0, its engine dead',
      { error: { message: 'EngineCore encountered an issue.', type: 'x', code: 500 } },
      { code: 'failed', status: 500, message: 'EngineCore encountered an issue.' },
    ],
    [
      'in the shape until 0.10.0',
      { object: 'error', message: 'n must be 1', type: 'BadRequestError', code: 400 },
      { code: 'rejected', status: 400, message: 'n must be 1' },
    ],
    ['in a router’s shape', { error: 'no backend' }, { code: 'failed', message: 'no backend' }],
    [
      'that names its status as a text',
      { error: { message: 'slow down', code: '429' } },
      { code: 'overloaded', status: 429, message: 'slow down' },
    ],
    [
      'that names its status by a word in place of its type',
      { error: { message: 'who are you', type: 'invalid_api_key', code: null } },
      { code: 'unauthorized', status: 401 },
    ],
    ...[
      { code: '429' },
      { status_code: 429 },
      { code: '429 Too Many Requests' },
      { code: 'HTTP 429' },
      { type: 'TooManyRequestsError' },
      { status: 'RESOURCE_EXHAUSTED' },
      { code: 1302, status: 429 },
    ].map((named): [string, object, object] => [
      `that names its status as ${JSON.stringify(named)}`,
      { error: { message: 'slow down', ...named } },
      { code: 'overloaded', status: 429, message: 'slow down' },
    ]),
    [
      'that names its status beside it',
      { error: { message: 'slow down' }, code: '429' },
      { code: 'overloaded', status: 429, message: 'slow down' },
    ],
    [
      'with a code of another shape',
      { error: { message: 'odd', type: ['x'], code: { a: 1 } } },
      { code: 'failed', message: 'odd' },
    ],
    ['with words beside a mark', { error: true, message: 'odd' }, { message: 'odd' }],
    [
      'that names no failure',
      { error: { message: 'odd', code: 200 } },
      { code: 'failed', status: 500 },
    ],
  ])('is the error that it says it is: %s', (_name, body, expected) => {
    expect(errorInSuccess(body, 'http://host/v1')).toMatchObject({
      ...expected,
      url: 'http://host/v1',
    });
  });

  it.each<[string, unknown]>([
    ['an answer', { object: 'chat.completion', choices: [] }],
    ['an answer with room for an error', { choices: [], error: null }],
    ['a list', []],
    ['a text', 'error'],
    ['a field that only sounds like it', { message: 'welcome', detail: 'ok' }],
  ])('is not taken for one: %s', (_name, body) => {
    expect(errorInSuccess(body, undefined)).toBeUndefined();
  });
});
