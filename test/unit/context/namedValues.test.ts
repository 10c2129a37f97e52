import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findSecrets, replaceSpans } from '../../../src/context/secretText';
import { drawnText } from '../../support/drawn';
import { expectLinearIn } from '../../support/growth';

const found = (text: string): readonly string[] => findSecrets(text).map(({ what }) => what);
const left = (text: string): string => replaceSpans(text, findSecrets(text));

const hex = (length: number, seed: string): string => drawnText(length, seed, '0123456789abcdef');
/** As a provider without a form of its own gives it out: made here, so that none is a leak. */
const key = `k3${drawnText(22, 'named')}`;
const uuid = `${hex(8, 'a')}-${hex(4, 'b')}-4${hex(3, 'c')}-a${hex(3, 'd')}-${hex(12, 'e')}`;
const password = ['S3cr', '3tPw9'].join('');
const ether = `0x${hex(64, 'ether')}`;

describe('a value is a secret by its name', () => {
  it.each([
    ['DB_PASSWORD = "', password, '"'],
    ["password: '", 'hunter2', "',"],
    ["const apiKey = '", key, "';"],
    ["const apiKey: string | undefined = '", key, "';"],
    ['let password: &str = "', password, '";'],
    ['client_secret=', key, ''],
    ['DB_PASSWORD=', password, '\nDB_USER=app'],
    ['export API_TOKEN=', key, ' # of the staging server'],
    ['# api_key: ', key, ''],
    ['  spring.datasource.password: ', password, '\r\n'],
    ['{"clientSecret": "', key, '"}'],
    ['{\\"password\\":\\"', password, '\\"}'],
    ['"accessKey" => "', key, '",'],
    ['token := "', key, '"'],
    ['config["secret"] = `', key, '`'],
    ['os.getenv("DB_PASSWORD", "', password, '")'],
    ["process.env.API_TOKEN || '", key, "'"],
    ["process.env['API_TOKEN'] ?? '", key, "'"],
    ["if (password === '", password, "') open();"],
    ['JWT_SECRET=', uuid, ''],
    ['PASSWORD_PROD = "', password, '"'],
    ["signingKey: Buffer.from('", key, "')"],
    ['<password>', password, '</password>'],
    ['<add key="DbPassword" value="', password, '" />'],
    ['- name: DB_PASSWORD\n  value: ', password, '\n'],
    ['curl --api-key=', key, ' https://a.b'],
    ['login --password ', password, ''],
    ['PRIVATE_KEY=', ether, ''],
    ['privateKeys = ["', ether, '"]'],
    ['new Wallet("', ether, '", provider)'],
    ['privateKey: "', ether.slice(2), '"'],
    [
      'mnemonic: "',
      'legal winner thank year wave sausage worth useful legal winner thank yellow',
      '"',
    ],
    [
      'SEED_PHRASE=',
      'letter advice cage absurd amount doctor acoustic avoid letter advice cage above',
      '',
    ],
  ])('%s', (before, secret, after) => {
    expect(left(before + secret + after)).toMatch(/^[^]*\[[\w ]+ left out\][^]*$/);
    expect(left(before + secret + after).replace(/\[[\w ]+ left out\]/, '')).toBe(before + after);
  });
});

describe('a value is none', () => {
  it.each([
    'password = input("Password1")',
    'password: string',
    'const password: string = "";',
    'password: "Password"',
    'API_KEY="YOUR_API_KEY"',
    'API_KEY=your-api-key-1234567890',
    'apiKey: "<your key, 32 characters>"',
    'PASSWORD=changeme',
    'PASSWORD=changeme123',
    'password=password123',
    'password: ${SECRET}',
    'password: "${DB_PASSWORD_2}"',
    'password: {{ .Values.password2 }}',
    'password = "%(password1)s"',
    'api_key = process.env.API_KEY_2',
    'api_key = settings.API_KEY_2',
    'const token = tokens[0];',
    'token = nextToken2',
    'token: Uint8Array',
    'secret: base64url2',
    'password: "test1234"',
    "password: 'P@ssw0rd'",
    "password = 'abcd1234'",
    'apiKey: "test-api-key-12345678"',
    'token: "fake_0f3a9c27e5b10f3a9c27"',
    'token: "0123456789abcdef0123456789abcdef"',
    'secretKey = getSecretKeyFromVault2()',
    'password = hashPassword2(input)',
    'password = user.password2',
    'password: z.string().min(8).max(64)',
    'password = os.environ["DB_PASSWORD_2"]',
    'password: "errors.password_min_8"',
    'password: "#password-1"',
    'password: "/run/secrets/db-password-1"',
    'password: "^(?=.*[0-9]).{8,}$"',
    'passwordHash = "$2b$10$N9qo8uLOickgx2ZMRZoMye"',
    'tokenUrl: "https://a.b/oauth2/token"',
    'token_type: "Bearer2"',
    'token: "keyword.operator.es6.arrow.function"',
    'mnemonic: "test test test test test test test test test test test junk"',
    'the mnemonic: you can use the words that are given here for more than one wallet and so on',
    'bytes32 hash = 0x' + hex(64, 'block'),
    ...['primaryKey', 'publicKey', 'key', 'hotkey', 'cacheKey', 'nextPageToken', 'csrf_token'].map(
      (name) => `${name}: "${key}"`,
    ),
    ...['apiKeyId', 'tokenizer', 'secretName', 'keyboard', 'passport'].map(
      (name) => `${name}: "${key}"`,
    ),
  ])('%s', (text) => {
    expect([text, found(text)]).toEqual([text, []]);
  });

  it('where it is a name of a program', () => {
    const word = fc.constantFrom(
      'get',
      'user',
      'config',
      'value',
      'current',
      'from',
      'next',
      'load',
    );
    const name = fc
      .tuple(fc.array(word, { minLength: 1, maxLength: 5 }), fc.nat(9))
      .map(([words, digit]) => words.join('_') + String(digit));
    const keyName = fc.constantFrom('password', 'apiKey', 'client_secret', 'TOKEN', 'authToken');
    const operator = fc.constantFrom(' = ', ': ', '=', ' := ', ' => ', ' == ');
    fc.assert(
      fc.property(
        keyName,
        operator,
        name,
        fc.constantFrom('', '()', ';', ',', '\n'),
        (...parts) => {
          expect([parts, found(parts.join(''))]).toEqual([parts, []]);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

it('a token is one by its own form, whatever the name before it', () => {
  const token = `ghp_${drawnText(36, 'own')}`;
  expect(found(`API_TOKEN="${token}"`)).toEqual(['GitHub token']);
});

it.each(['password', 'password ', 'token: ', 'secret="', 'key: a', 'mnemonic: abc ', 'a" + "'])(
  'takes time in proportion to the text, be it full of %j',
  async (piece) => {
    await expectLinearIn(piece, findSecrets);
  },
);
