import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findSecrets } from '../../../src/context/secretText';
import { drawnBase64, drawnLines } from '../../support/drawn';
import { identifier } from '../../support/identifiers';

const found = (text: string): readonly string[] => findSecrets(text).map(({ what }) => what);
const joined = (bytes: number, seed: string, width?: number): string =>
  drawnLines(bytes, seed, width).join('\n');
const seeds = fc.nat().map(String);

const labels = [
  ['CERTIFICATE'],
  ['TRUSTED CERTIFICATE'],
  ['PUBLIC KEY'],
  ['RSA PUBLIC KEY'],
  ['PKCS7'],
  ['X509 CRL'],
  ['DH PARAMETERS'],
  ['NEW CERTIFICATE REQUEST'],
  ['PGP PUBLIC KEY BLOCK'],
  ['PGP MESSAGE'],
  ['PGP SIGNATURE'],
  ['SSH SIGNATURE'],
] as const;

describe('lines of base64 that a label says to be public', () => {
  it.each(labels)('are no key: %s', (label) => {
    for (const head of ['', 'Version: GnuPG v2\n', '\n', 'Comment: me\nVersion: 2\n\n']) {
      const body = joined(800, label);
      const whole = `-----BEGIN ${label}-----\n${head}${body}\n-----END ${label}-----`;
      for (const text of [whole, `a\n${whole}\nb`, `  ${whole.replaceAll('\n', '\n  ')}`]) {
        expect(found(text)).toEqual([]);
        // The window of a completion sees the one end or the other.
        expect(found(text.slice(0, -40))).toEqual([]);
        expect(found(text.slice(60))).toEqual([]);
      }
    }
  });
});

describe('lines of base64 whose labels a window cut off', () => {
  it('are taken for a key', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(64, 70, 76), (seed, width) => {
        const body = joined(800, seed, width);
        const markers = [
          body,
          `<|fim_prefix|>${body.slice(9)}`,
          `${body.slice(0, -30)}<|fim_suffix|>`,
          `<PRE> ${body.slice(30)}`,
          `What is this?\n\`\`\`\n${body}\n\`\`\`\nTell me.`,
          `  ${body.replaceAll('\n', '\n  ')}`,
        ];
        for (const text of markers) expect(found(text)).toEqual(['possible private key']);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ['in the middle of a text', `a = 1\nb = """\n${joined(700, '1')}\n"""\nc = 2`],
    ['a literal with its name', `ICON = """\n${joined(700, '2', 76)}\n"""`],
    [
      'an array',
      `const a = [\n${drawnLines(700, '3')
        .map((l) => `  "${l}",`)
        .join('\n')}\n];`,
    ],
    ['an attachment', `Content-Transfer-Encoding: base64\n\n${joined(700, '4', 76)}`],
    ['a picture', `iVBORw0KGgoAAAANSUhEUgAA${joined(700, '5', 76).slice(24)}`],
    [
      'hashes',
      Array.from({ length: 9 }, (_, at) => `sha512-${drawnBase64(64, `${at}`)}`).join('\n'),
    ],
    [
      'hosts',
      Array.from({ length: 9 }, (_, at) => `h ssh-rsa ${drawnBase64(48, `${at}`)}`).join('\n'),
    ],
    [
      'a signed commit',
      `gpgsig -----BEGIN PGP SIGNATURE-----\n \n ${joined(500, '6').replaceAll('\n', '\n ')}`,
    ],
  ])('are none: %s', (_what, text) => {
    expect(found(text)).toEqual([]);
  });

  it('are no names that are written one below the other', () => {
    const long = fc.array(identifier, { minLength: 12, maxLength: 12 });
    const line = fc.tuple(long, fc.constantFrom('', '/', '+')).map(([all, between]) =>
      all
        .join(between)
        .replace(/[^A-Za-z0-9/+]/g, '')
        .slice(0, 70),
    );
    fc.assert(
      fc.property(fc.array(line, { minLength: 6, maxLength: 9 }), (lines) => {
        expect(found(lines.join('\n'))).toEqual([]);
        expect(found(lines.map((each) => `    "${each}",`).join('\n'))).toEqual([]);
      }),
    );
  });
});

describe('talk about keys', () => {
  it.each([
    `const pem = '-----BEGIN PRIVATE KEY-----\\n' + chunkLinesOfSixtyFour(base64EncodedKey) + '\\n-----END PRIVATE KEY-----'`,
    '-----BEGIN PRIVATE KEY-----\nthis\nis\nonly\nwordsAndNothingElse\nForSomebodyWhoReads\n',
    '-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----',
    'Private-Lines: 14\nfoo bar',
    '---- BEGIN SSH2 PUBLIC KEY ----\nComment: me\nAAAAB3NzaC1yc2EAAAADAQABAAABAQ\n---- END SSH2 PUBLIC KEY ----',
  ])('is none: %s', (text) => {
    expect(found(text)).toEqual([]);
  });
});

it('takes the keys of SSH2 as well', () => {
  for (const kind of ['ENCRYPTED PRIVATE', 'PRIVATE']) {
    const body = `Comment: "me"\n${joined(200, kind)}`;
    const text = `---- BEGIN SSH2 ${kind} KEY ----\n${body}\n---- END SSH2 ${kind} KEY ----`;
    expect(findSecrets(text)).toEqual([{ start: 0, end: text.length, what: 'private key' }]);
  }
});

/** Ways in which programs, logs and patches hold a line of a key. */
const ways: readonly (readonly [string, (line: string) => string])[] = [
  ['C', (line) => `    "${line}\\r\\n"`],
  ['Python', (line) => `    b"${line}\\n"`],
  ['PHP', (line) => `  "${line}\\n" .`],
  ['Lua', (line) => `  "${line}\\n" ..`],
  ['Visual Basic', (line) => `  "${line}" & vbCrLf & _`],
  ['statements', (line) => `  lines.push('${line}');`],
  ['a shell', (line) => `echo "${line}" >> key.pem`],
  ['a patch', (line) => `-${line}`],
  ['margins', (line) => `    | ${line}`],
  ['comments', (line) => `;; ${line}`],
  ['HTML', (line) => `${line}<br>`],
  ['a list', (line) => `  - ${line}`],
  ['numbered lines', (line) => `  12: ${line}`],
  ['a log', (line) => `2026-11-30T12:00:00Z ${line}`],
];

describe('a private key', () => {
  const body = drawnLines(1_200, 'ways', 64);
  const pem = ['-----BEGIN RSA PRIVATE KEY-----', ...body, '-----END RSA PRIVATE KEY-----'];
  const around = { before: 'const port = 8443;', after: 'int start(void);' };

  it.each(ways)('is found whole however its lines are written: in %s', (_name, written) => {
    const text = [around.before, ...pem.map(written), around.after].join('\n');
    const left = withoutSecrets(text);
    for (const line of body) expect(left).not.toContain(line.slice(0, 16));
    expect(left).toContain(around.before);
    expect(left).toContain(around.after);
  });

  it.each(ways)('is found where a window cut off one end: in %s', (_name, written) => {
    const lines = [around.before, ...pem.map(written), around.after];
    for (const window of [lines.slice(0, 12), lines.slice(-12)]) {
      const left = withoutSecrets(window.join('\n'));
      for (const line of body) expect(left).not.toContain(line.slice(0, 16));
    }
  });

  it('ends where it ends: what stands between two is code', () => {
    const text = [...pem, 'const a = 1;', ...pem].join('\n');
    expect(withoutSecrets(text)).toContain('const a = 1;');
  });
});

function withoutSecrets(text: string): string {
  let left = text;
  for (const { start, end } of [...findSecrets(text)].reverse()) {
    left = left.slice(0, start) + left.slice(end);
  }
  return left;
}
