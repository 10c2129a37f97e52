/** A private key is left out with all of its lines, or nothing is said to be left out. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findSecrets, replaceSpans } from '../../../src/context/secretText';
import { drawnLines, drawnText } from '../../support/drawn';

const kinds = ['', 'RSA ', 'EC ', 'OPENSSH ', 'ENCRYPTED '] as const;

interface Key {
  readonly pem: string;
  /** What must not be sent. */
  readonly body: string;
}

const key = fc
  .tuple(fc.nat().map(String), fc.constantFrom(...kinds), fc.integer({ min: 120, max: 2_400 }))
  .map(([seed, kind, bytes]): Key => {
    const body = drawnLines(bytes, seed).join('\n');
    return {
      pem: `-----BEGIN ${kind}PRIVATE KEY-----\n${body}\n-----END ${kind}PRIVATE KEY-----\n`,
      body,
    };
  });

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const wrapped = (text: string, width: number): readonly string[] =>
  text.match(new RegExp(`.{1,${width}}`, 'g')) ?? [];

/** What stays of a text once the secrets are left out of it. */
const sent = (text: string): string => replaceSpans(text, findSecrets(text));

type Write = (encoded: string) => string;

const forms: readonly (readonly [string, Write])[] = [
  ['on one line', (all) => `key: ${all}\nname: this-is-mine\n`],
  ['as base64 wraps it', (all) => `${wrapped(all, 76).join('\n')}\nname: this-is-mine\n`],
  ['as OpenSSL wraps it', (all) => `${wrapped(all, 64).join('\n')}\nname: this-is-mine\n`],
  [
    'in a block of YAML',
    (all) =>
      `  key: |\n${wrapped(all, 76)
        .map((l) => `    ${l}\n`)
        .join('')}  name: this-is-mine\n`,
  ],
  ['with CRLF', (all) => `${wrapped(all, 76).join('\r\n')}\r\nname: this-is-mine\r\n`],
  [
    'in a comment',
    (all) =>
      `${wrapped(all, 76)
        .map((l) => `# ${l}\n`)
        .join('')}name: this-is-mine\n`,
  ],
  [
    'in strings of a program',
    (all) =>
      `key = (\n${wrapped(all, 76)
        .map((l) => `    "${l}"\n`)
        .join('')})\nname: this-is-mine`,
  ],
  [
    'in strings that are added',
    (all) =>
      `const key =\n  ${wrapped(all, 76)
        .map((l) => `'${l}'`)
        .join(' +\n  ')};\nname: this-is-mine`,
  ],
  [
    'in a list',
    (all) =>
      `[\n${wrapped(all, 76)
        .map((l) => `  "${l}",\n`)
        .join('')}]\nname: this-is-mine`,
  ],
  [
    'in a string of JSON',
    (all) => `{"key":"${wrapped(all, 76).join('\\n')}\\n","name: this-is-mine":1}`,
  ],
  [
    'in an address',
    (all) => `a=${wrapped(all, 76).map(encodeURIComponent).join('%0A')}&name: this-is-mine`,
  ],
];

describe('a private key in base64', () => {
  it.each(forms)('is left out whole %s', (_name, write) => {
    fc.assert(
      fc.property(
        key,
        fc.constantFrom('', 'a', 'ab', 'abc: def\n'.repeat(9)),
        ({ pem }, before) => {
          const encoded = base64(before + pem);
          const left = sent(write(encoded));
          expect(left).toContain('private key left out]');
          expect(left).toContain('name: this-is-mine');
          // Of a file that holds more than the key, its first lines are none of it.
          const secret = encoded.slice(Math.ceil((before.length * 4) / 3) + 60);
          for (let at = 0; at + 12 < secret.length; at += 12) {
            expect(left).not.toContain(secret.slice(at, at + 12));
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it.each([
    ['the mark of a key', `const mark = 'UFJJVkFURSBLRVkt';`],
    [
      'a public key',
      base64(`-----BEGIN PUBLIC KEY-----\n${drawnText(300, 'p')}\n-----END PUBLIC KEY-----`),
    ],
    [
      'a certificate',
      base64(`-----BEGIN CERTIFICATE-----\n${drawnText(900, 'c')}\n-----END CERTIFICATE-----`),
    ],
  ])('is not %s', (_what, text) => {
    expect(sent(text)).toBe(text);
  });
});

const codes: readonly (readonly [string, (text: string) => string])[] = [
  ['percent-encoded', encodeURIComponent],
  ['percent-encoded twice', (text) => encodeURIComponent(encodeURIComponent(text))],
  ['in a form', (text) => new URLSearchParams({ key: text }).toString()],
  [
    'in small letters',
    (text) => encodeURIComponent(text).replace(/%../g, (code) => code.toLowerCase()),
  ],
  ['escaped in JSON', (text) => JSON.stringify(text)],
  ['escaped in JSON twice', (text) => JSON.stringify(JSON.stringify(text))],
  [
    'escaped by codes',
    (text) =>
      text.replace(/[^A-Za-z0-9]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
  ],
  ['in a page', (text) => text.replace(/[^A-Za-z0-9]/g, (c) => `&#${c.charCodeAt(0)};`)],
];

describe('a private key that is encoded', () => {
  it.each(codes)('is left out whole %s', (_name, encode) => {
    fc.assert(
      fc.property(key, ({ pem, body }) => {
        const left = sent(`a=${encode(pem)}; name: this-is-mine`);
        expect(left).toContain('private key left out]');
        expect(left).toContain('name: this-is-mine');
        for (const word of body.match(/[A-Za-z0-9]{12,}/g) ?? []) expect(left).not.toContain(word);
      }),
      { numRuns: 30 },
    );
  });
});
