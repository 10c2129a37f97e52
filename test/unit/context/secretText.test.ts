import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  findSecrets,
  containsRedaction,
  replaceSpans,
  secretAt,
} from '../../../src/context/secretText';
import { expectLinearIn } from '../../support/growth';

/** Letters and digits that look drawn by chance, and are always the same. */
function drawn(length: number, from = 'aZ3kR9qLx7BvT2mNc8YwHd5J'): string {
  return Array.from({ length }, (_, at) => from[(at * 7 + (at >> 3)) % from.length]).join('');
}

const hex = (length: number): string => drawn(length, '0f3a9c27e5b1');
const upper = (length: number): string => drawn(length, 'A7QZ2XKDMB');
const base64 = 'aZ3kR9q/Lx7BvT2mNc8+YwHd5J';
const key = (lines: number, width = 64): string =>
  `${Array.from({ length: lines }, (_, at) => drawn(width + at, base64).slice(at)).join('\n')}\n${drawn(20)}==`;

/** Made up here, in pieces, so that no scanner takes this file for a leak. */
const tokens: Readonly<Record<string, readonly string[]>> = {
  'GitHub token': [`ghp_${drawn(36)}`, `gho_${drawn(36)}`, `github_pat_${drawn(82)}`],
  'GitLab token': [`glpat-${drawn(20)}`],
  'AWS key': [`AKIA${upper(16).replace(/[01789]/g, 'Q')}`, `ASIA${'Q2'.repeat(8)}`],
  'Slack token': [`xoxb-123456789012-${drawn(24)}`, `xapp-1-A1-2-${hex(40)}`],
  'Google key': [`AIza${drawn(35)}`],
  'Stripe key': [`sk_live_${drawn(24)}`, `rk_live_${drawn(24)}`],
  'npm token': [`npm_${drawn(36)}`],
  'PyPI token': [`pypi-${drawn(80)}`],
  'Hugging Face token': [`hf_${drawn(34)}`],
  'OpenAI key': [`sk-${drawn(48)}`, `sk-proj-${drawn(60)}`],
  'Anthropic key': [`sk-ant-api03-${drawn(80)}`],
  'SendGrid key': [`SG.${drawn(22)}.${drawn(43)}`],
  'Twilio key': [`SK${hex(32)}`],
  'DigitalOcean token': [`dop_v1_${hex(64)}`],
  'Vault token': [`hvs.${drawn(30)}`],
  'Azure key': [`AccountKey=${drawn(86)}==`],
  'JSON web token': [`eyJ${drawn(20)}.eyJ${drawn(40)}.${drawn(43)}`],
  'age key': [`AGE-SECRET-KEY-1${upper(58)}`],
};

const keys: Readonly<Record<string, string>> = {
  PEM: `-----BEGIN RSA PRIVATE KEY-----\n${key(12)}\n-----END RSA PRIVATE KEY-----`,
  'PKCS 8': `-----BEGIN PRIVATE KEY-----\n${key(3)}\n-----END PRIVATE KEY-----`,
  OpenSSH: `-----BEGIN OPENSSH PRIVATE KEY-----\n${key(7, 70)}\n-----END OPENSSH PRIVATE KEY-----`,
  encrypted: `-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,${upper(32)}\n\n${key(4)}\n-----END EC PRIVATE KEY-----`,
  PGP: `-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\n${key(9)}\n=aZ3k\n-----END PGP PRIVATE KEY BLOCK-----`,
  'with carriage returns': `-----BEGIN PRIVATE KEY-----\r\n${key(3).replaceAll('\n', '\r\n')}\r\n-----END PRIVATE KEY-----`,
  'on one line': `-----BEGIN PRIVATE KEY-----\\n${key(3).replaceAll('\n', '\\n')}\\n-----END PRIVATE KEY-----`,
  PuTTY: `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: me\nPublic-Lines: 2\n${drawn(64)}\n${drawn(20)}\nPrivate-Lines: 1\n${drawn(60)}\nPrivate-MAC: ${hex(64)}`,
};

const found = (text: string): readonly string[] => findSecrets(text).map(({ what }) => what);
const left = (text: string): string => replaceSpans(text, findSecrets(text));

const everyToken = Object.entries(tokens).flatMap(([what, all]) =>
  all.map((token) => [what, token] as const),
);

describe('a secret in a text', () => {
  it.each(everyToken)('is a %s', (what, token) => {
    for (const around of [
      (text: string) => text,
      (text: string) => `const token = "${text}";\n`,
      (text: string) => `TOKEN=${text}\nb`,
      (text: string) => `é 🌿 ${text}, and more`,
      (text: string) => `Authorization: Bearer ${text}`,
    ]) {
      expect(found(around(token))).toEqual([what]);
      expect(left(around(token))).toBe(around(`[${what} left out]`));
    }
  });

  it.each(Object.entries(keys))('is a private key: %s', (_form, text) => {
    expect(left(`a = \`${text}\`;\nb`)).toBe('a = `[private key left out]`;\nb');
    const indented = `  - |\n    ${text.replaceAll('\n', '\n    ')}\nlast: 1`;
    expect(found(indented)).toEqual(['private key']);
  });

  it.each(Object.entries(keys))(
    'is a private key whose ends a window cut off: %s',
    (form, text) => {
      const body = text.split(/\\n|\n/).filter((line) => /^[A-Za-z0-9+/]{56,}/.test(line));
      const middles = body.map((line) => line.slice(8, 40));
      fc.assert(
        fc.property(fc.nat(text.length), (at) => {
          for (const cut of [text.slice(0, at), text.slice(at)]) {
            const rest = left(cut);
            const lines = cut.split(/\\n|\n/).length;
            const many = form !== 'PuTTY' && (/BEGIN|END/.test(cut) || lines > 9);
            if (many) for (const middle of middles) expect(rest).not.toContain(middle);
          }
        }),
      );
    },
  );

  it('is the middle of a key, and no certificate, hash or source map', () => {
    expect(found(key(8))).toEqual(['possible private key']);
    expect(found(`-----BEGIN CERTIFICATE-----\n${key(8)}\n-----END CERTIFICATE-----`)).toEqual([]);
    expect(found(`-----BEGIN PUBLIC KEY-----\n${key(8)}\n-----END PUBLIC KEY-----`)).toEqual([]);
    expect(found(Array.from({ length: 20 }, () => hex(64)).join('\n'))).toEqual([]);
    expect(found(`//# sourceMappingURL=data:application/json;base64,${drawn(9_000)}`)).toEqual([]);
  });

  it.each([
    ['postgres://app:h4ckm3@db.local/app', 'postgres://app:[password left out]@db.local/app'],
    ['https://me:tok%40en@host', 'https://me:[password left out]@host'],
    ['mongodb+srv://u:p@ss:w@c.mongodb.net', 'mongodb+srv://u:[password left out]@c.mongodb.net'],
    ['redis://:hunter22@cache:6379', 'redis://:[password left out]@cache:6379'],
  ])('is the password in %s', (text, expected) => {
    expect(left(`url = "${text}"`)).toBe(`url = "${expected}"`);
  });

  it.each([
    [`aws_secret_access_key = ${drawn(40)}`],
    [`"secretAccessKey": "${drawn(40)}"`],
    [`AWS_SECRET_ACCESS_KEY='${drawn(40)}'`],
    [`AKIA${'Q2'.repeat(8)},${drawn(40)}`],
  ])('is the secret that belongs to a key of AWS: %s', (text) => {
    expect(left(text)).not.toContain(drawn(40));
  });

  it.each([
    'postgres://user:password@localhost/db',
    'https://${USER}:${PASSWORD}@host/',
    'http://{user}:{password}@host',
    'https://<user>:<token>@github.com',
    'http://localhost:8000/@scope/name',
    'docker://ubuntu:22.04@sha256:abc',
    'git@github.com:me/project.git',
    'from huggingface_hub import hf_hub_download, hf_hub_url',
    'npm_config_registry=https://registry.npmjs.org',
    'const risk_live_count = task-sk-list;',
    'sk-button sk-primary-navigation-with-a-very-long-name-for-a-class',
    'if (text.startsWith("-----BEGIN PRIVATE KEY-----")) return parsePrivateKeyInfoFromText(text);',
    'const pattern = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;\nexport const somethingElse = 1;',
    'looks for `-----BEGIN RSA PRIVATE KEY-----` and `-----END RSA PRIVATE KEY-----`',
    'class SKNode { } SKSpriteNode AKIAnything ASIA AIzawa eyJ',
    'const base64 = "aGVsbG8gd29ybGQ=";',
    'https://registry.npmjs.org/ignore/-/ignore-7.0.5.tgz#4cb5f6cd7d4c7ab0365738c7aea888baa6d7efd9',
    'sha512-hsBTNUqQTDwkWtcdYI2i06Y/nUBEsNEDJKjWdigLvegy8kDuJAS8uRlpkkcQpyEXL0Z/pjDy5HBmMjRCJ2gq+g==',
    'f47ac10b-58cc-4372-a567-0e02b2c3d479',
  ])('is not %s', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('stays left out, and leaves all else as it is', () => {
    const piece = fc.oneof(
      fc.constantFrom(...everyToken.map(([, token]) => token), ...Object.values(keys)),
      fc.string(),
      fc.constantFrom('\n', ' ', '"', '://u:', '@', '-----BEGIN ', 'ghp_', 'eyJ'),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join(' ');
        const spans = findSecrets(text);
        for (const [at, { start, end }] of spans.entries()) {
          expect(start).toBeGreaterThanOrEqual(spans[at - 1]?.end ?? 0);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
        }
        const rest = left(text);
        for (const [, token] of everyToken) expect(rest).not.toContain(` ${token} `);
        expect(containsRedaction(rest)).toBe(spans.length > 0 || containsRedaction(text));
      }),
    );
  });

  it.each([
    '-----BEGIN PRIVATE KEY-----',
    '-----BEGIN PRIVATE KEY-----\n',
    '-----END PRIVATE KEY-----',
    '-----END PRIVATE KEY-----\n',
    '-----BEGIN A ',
    'PuTTY-User-Key-File-2: a\n',
    'Private-Lines: 1\n',
    'eyJ',
    'eyJ-',
    'eyJaaaaaaaa.',
    '.eyJaaaaaaaa.eyJ',
    '://a:',
    '://',
    '://a:b@',
    `AKIA${'Q2'.repeat(8)} `,
    'secret_access_key=',
    'aws',
    'sk-',
    'sk-a1',
    'SG.aaaaaaaaaaaaaaaa',
    'xoxb-1',
    ' ya29.',
    '\n',
    ' \n',
    `${drawn(64)}\n`,
    'A',
    'AccountKey=',
    'Bearer ',
    'Bearer a',
    'a=b password=c1 ',
    'password=',
    '$ANSIBLE_VAULT;1.1 a\n',
    'LS0tLS1CRUdJTi',
    'LS0tLS1CRUdJTiBQUklWQVRF ',
    'aa~8Q~',
    '-us1',
    '.',
    'M.aaaaaa.',
    '"d":"',
    'machine a.b login c ',
    '_auth',
    '&sig=%',
    '---- BEGIN SSH2 PRIVATE KEY ----\n',
    'eyJaaaaaaaa.a.aaaaaaaa.',
    '%3DeyJ',
    `Bearer ${drawn(3_000, 'a')} `,
  ])('is found in time in proportion to the text, be it full of %j', async (piece) => {
    await expectLinearIn(piece, findSecrets);
  });
});

describe('a cursor in a secret', () => {
  const token = `ghp_${drawn(36)}`;

  it('is in or at the end of it, and not in front of it', () => {
    expect(secretAt('a = "', `${token}"`)).toBeUndefined();
    for (const at of [1, 4, 20, 39, 40]) {
      const [before, after] = [`a = "${token.slice(0, at)}`, `${token.slice(at)}"`];
      expect(secretAt(before, after)).toBe('GitHub token');
    }
    expect(secretAt(`a = "${token}"`, ';')).toBeUndefined();
  });

  it('is in one that is just being typed', () => {
    expect(secretAt(`a = "${token.slice(0, 18)}`, '"')).toBe('GitHub token');
    expect(secretAt('from huggingface_hub import hf_hub_down', '')).toBeUndefined();
    expect(secretAt('glpat-', '')).toBeUndefined();
  });

  it('is in a private key that has no end yet', () => {
    const { PEM = '' } = keys;
    expect(secretAt(PEM.slice(0, 300), '\n`;')).toBe('private key');
    expect(secretAt(PEM.slice(0, 300), PEM.slice(300))).toBe('private key');
  });
});
