import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedaction, withoutCredentials } from '../../../src/base/redaction';
import { expectLinearIn } from '../../support/growth';

const key = 'sk-Zq7w/92+x"Qz\\bT4&hV1';

function redacting(secret: string, text: string, kind?: 'key' | 'header'): string {
  const { learn, redact } = createRedaction();
  learn(secret, kind);
  return redact(text);
}

describe('a redaction', () => {
  it.each([
    ['as it is', key],
    ['in an address', encodeURIComponent(key)],
    ['in lower case', key.toLowerCase()],
    ['in JSON', JSON.stringify(key).slice(1, -1)],
    ['in JSON within JSON', JSON.stringify(JSON.stringify(key)).slice(3, -3)],
    ['in HTML', key.replaceAll('&', '&amp;').replaceAll('"', '&quot;')],
    ['as base64', Buffer.from(key).toString('base64')],
    ['as Basic', Buffer.from(`:${key}`).toString('base64')],
    ['as Basic of somebody', Buffer.from(`me:${key}`).toString('base64url')],
    ['with its end cut off', key.slice(0, 14)],
    ['with its beginning cut off', key.slice(-14)],
    ['cut in the middle', `${key.slice(0, 9)}…${key.slice(-9)}`],
  ])('leaves out a key %s', (_how, spelling) => {
    const left = redacting(key, `before ${spelling} after`);
    expect(left).toMatch(/^before .*•••.* after$/);
    for (let at = 0; at + 8 <= spelling.length; at++) {
      expect(left).not.toContain(spelling.slice(at, at + 8));
    }
  });

  const plainKey = 'sk-vllm-R4tQ9zXw7Pt5Rb2';
  const each = (say: (character: string) => string): string => Array.from(plainKey, say).join('');
  const hex = (character: string, digits: number): string =>
    character.charCodeAt(0).toString(16).padStart(digits, '0');

  it.each([
    ['with zero width between its characters', each((it) => `${it}\u200b`)],
    ['with marks over its characters', each((it) => `${it}\u0301`)],
    ['in colours', each((it) => `\u001b[1;3${it.length}m${it}\u001b[0m`)],
    ['in colours of eight bits', each((it) => `\u009b31m${it}`)],
    [
      'with titles of a terminal in it',
      `${plainKey.slice(0, 6)}\u001b]0;x\u0007${plainKey.slice(6)}`,
    ],
    ['in groups of colour', plainKey.replaceAll(/.{4}/g, '\u001b[36m$&\u001b[0m')],
    ['with spaces between its characters', each((it) => `${it} `).trim()],
    ['with line breaks in it', plainKey.replaceAll(/.{5}/g, '$&\r\n    ')],
    ['with zero width and spaces', each((it) => `${it}\u2060 `).trim()],
    ['escaped in JSON', each((it) => `\\u${hex(it, 4)}`)],
    ['escaped in JSON in JSON', each((it) => `\\\\u${hex(it, 4)}`)],
    ['with one character escaped', plainKey.replace('v', '\\u0076').replace('7', '\\x37')],
    ['escaped in JavaScript', each((it) => `\\u{${hex(it, 1)}}`)],
    ['escaped in C', each((it) => `\\x${hex(it, 2)}`)],
    ['escaped in HTML', each((it) => `&#${it.charCodeAt(0)};`)],
    ['escaped in HTML twice', each((it) => `&amp;#x${hex(it, 2)};`)],
    ['escaped in an address', each((it) => `%${hex(it, 2)}`)],
    ['escaped in an address twice', each((it) => `%25${hex(it, 2)}`)],
    ['in HTML within JSON', each((it) => `\\u0026#${it.charCodeAt(0)};`)],
    ['in colours within JSON', each((it) => `\\u001b[31m${it}`)],
    ['in wide letters', each((it) => String.fromCharCode(it.charCodeAt(0) + 0xfee0))],
    [
      'in letters of mathematics',
      each((it) => (/[A-Z]/.test(it) ? String.fromCodePoint(0x1d400 + it.charCodeAt(0) - 65) : it)),
    ],
    ['by its ends', `${plainKey.slice(0, 7)}...${plainKey.slice(-7)}`],
    ['by its ends and an ellipsis', `${plainKey.slice(0, 4)}…${plainKey.slice(-4)}`],
    ['by its ends and stars', `${plainKey.slice(0, 5)}${'*'.repeat(14)}${plainKey.slice(-4)}`],
    ['by its ends and crosses', `${plainKey.slice(0, 5)}xxxxxx${plainKey.slice(-4)}`],
    ['by its ends and words', `${plainKey.slice(0, 5)} [redacted] ${plainKey.slice(-4)}`],
    [
      'by its ends in upper case',
      `${plainKey.slice(0, 6)} ... ${plainKey.slice(-5)}`.toUpperCase(),
    ],
  ])('leaves out a key %s', (_how, spelling) => {
    const left = redacting(plainKey, `before “${spelling}” after`);
    // What steers a terminal, or is not seen, may stand around it.
    expect(left.replace(/\\u001b|[\p{C}\p{Mn}\s]|\[?[\d;]+m/gu, '')).toBe('before“•••”after');
  });

  it('takes nothing for a key but a key', () => {
    const text =
      'sk-v... is how keys begin, 2Rb5 … ends none; 100%25 of caf\u00e9 &amp; \\u00e9t\u200b\u00e9 \u001b[1mBig\u001b[0m';
    expect(redacting(plainKey, text)).toBe(text);
    expect(redacting('correct horse battery', 'a correct ... horse')).toBe('a correct ... horse');
  });

  it.each([
    '\\',
    '\\u',
    '&amp;',
    '%25',
    '\u001b]',
    'sk-v..',
    'sk-v....5Rb',
    '\u200b',
    '\uff53',
    ' . ',
  ])('reads a text full of %j in a time that grows with it alone', async (piece) => {
    await expectLinearIn(piece, (text) => redacting(plainKey, text));
  });

  it('leaves no eight characters of any key in any text around it', () => {
    const alphabet = 'abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789-_.'.split('');
    const keys = fc
      .string({ unit: fc.constantFrom(...alphabet), minLength: 12, maxLength: 80 })
      .map((text) => `k3y${text}9z`);
    fc.assert(
      fc.property(
        keys,
        fc.string(),
        fc.string(),
        fc.nat(),
        fc.nat(),
        (secret, before, after, a, b) => {
          const from = Math.min(a % 5, secret.length - 9);
          const to = Math.max(from + 9, secret.length - (b % 5));
          const left = redacting(secret, `${before} ${secret.slice(from, to)} ${after}`);
          for (let at = from; at + 8 <= to; at++) {
            const piece = secret.slice(at, at + 8);
            if (!before.includes(piece) && !after.includes(piece))
              expect(left).not.toContain(piece);
          }
        },
      ),
    );
  });

  it('leaves a text without secrets as it is', () => {
    fc.assert(
      fc.property(fc.lorem(), (text) => {
        expect(redacting(key, text)).toBe(text);
      }),
    );
  });

  it.each([
    ['EMPTY', 'the grammar is EMPTY, a cat'],
    ['a', 'a banana'],
    ['none', 'there is none'],
    ['secret', 'secrets and secretaries'],
    ['password', 'passwords'],
  ])('makes no garbage of a text because the key is “%s”', (secret, text) => {
    expect(redacting(secret, text)).toBe(text);
  });

  it.each([
    ['xyz', 'not “xyz” here', 'not “•••” here'],
    ['a', 'a “a” a', 'a “•••” a'],
    ['hunter', 'the key hunter, hunters', 'the key •••, hunters'],
    ['correct horse', 'a correct horse ran', 'a ••• ran'],
  ])('leaves out the short secret %s where it stands for itself', (secret, text, left) => {
    expect(redacting(secret, text)).toBe(left);
  });

  it('takes a header for a word, and leaves out the whole of it only', () => {
    const text = 'application is no application/json, and blue is a colour';
    expect(redacting('application/json', text, 'header')).toBe(
      'application is no •••, and blue is a colour',
    );
    expect(redacting('blue', text, 'header')).toBe(text);
  });

  it('learns nothing from nothing', () => {
    expect(redacting('  ', 'two  blanks, and “ ” quoted')).toBe('two  blanks, and “ ” quoted');
  });
});

describe('what says of itself that it is a credential', () => {
  it.each([
    ['http://ann:pw@gpu:8000/v1', 'http://•••@gpu:8000/v1'],
    ['socks5://t0ken@proxy', 'socks5://•••@proxy'],
    ['“//ann:pw@gpu”', '“//•••@gpu”'],
    ['http://ann:p@ss@gpu/x', 'http://•••@gpu/x'],
    ['http://ann:p/ss@gpu:1', 'http://•••@gpu:1'],
    ['http://ann:p#s?s@gpu', 'http://•••@gpu'],
    ['http://ann:pw@[::1', 'http://•••@[::1'],
    ['“http://ann:pw@” and http://bob:pw@b', '“http://•••@” and http://•••@b'],
    ['Authorization: Bearer xyz', 'Authorization: Bearer •••'],
    ['{"authorization":"Bearer xyz"}', '{"authorization":"Bearer •••"}'],
    ['Authorization Bearer xyz', 'Authorization Bearer •••'],
    ['a Bearer sk-abc1 token', 'a Bearer ••• token'],
    ['Basic dXNlcjpwYXNz', 'Basic •••'],
    ['/v1?api_key=abc&x=1', '/v1?api_key=•••&x=1'],
  ])('is left out of %s', (text, left) => {
    expect(withoutCredentials(text)).toBe(left);
  });

  it.each([
    'http://gpu:8000/v1/models/me@home',
    'http://[::1]:8000/a@b',
    'write to ann@example.com',
    'vllm/vllm-openai:v0.16.0@sha256:abc',
    'Bearer token is missing',
    'set “Authorization: Bearer <token>”',
    'BASIC authentication, basic understanding.',
    '/v1?max_tokens=5&monkey=7',
  ])('is not found in %s', (text) => {
    expect(withoutCredentials(text)).toBe(text);
  });

  it.each(['http://a:b ', '://a:b'])(
    'is looked for among many %j in a time that grows with the text alone',
    async (piece) => {
      expect(withoutCredentials(piece.repeat(1_000))).toBe(piece.repeat(1_000));
      await expectLinearIn(piece, withoutCredentials);
    },
  );
});

it('what a person wrote loses what was learnt, and nothing that merely looks like a key', () => {
  const { learn, redactKnown } = createRedaction();
  learn(key);
  const code =
    '-H "Authorization: Bearer $TRELLIS_API_KEY" // fetch(`${url}?api_key=${apiKey}&token=abc`)';
  expect(redactKnown(`${code} ${key}`)).toBe(`${code} •••`);
});
