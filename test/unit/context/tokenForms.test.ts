import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findSecrets, replaceSpans } from '../../../src/context/secretText';
import { secretForms } from '../../../src/context/tokenForms';
import { drawnBase64, drawnText } from '../../support/drawn';
import { leastTime } from '../../support/growth';
import { identifier } from '../../support/identifiers';

const found = (text: string): readonly string[] => findSecrets(text).map(({ what }) => what);
const left = (text: string): string => replaceSpans(text, findSecrets(text));

/** What follows a start by its issuer's rules: made anew for each seed, so that none is a leak. */
const issued: Readonly<Record<string, (seed: string) => string>> = {
  'GitHub token': (seed) => `ghp_${drawnText(36, seed)}`,
  'GitLab token': (seed) => `glffct-${drawnText(20, seed)}`,
  'Hugging Face token': (seed) => `hf_${drawnText(34, seed)}`,
  'Artifactory key': (seed) => `AKCp${drawnText(69, seed)}`,
  'Sonar token': (seed) => `sqp_${hex(40, seed)}`,
  'Pulumi token': (seed) => `pul-${hex(40, seed)}`,
  'Tailscale key': (seed) => `tskey-auth-${drawnText(12, seed)}-${drawnText(32, `${seed}b`)}`,
  'LangSmith key': (seed) => `lsv2_pt_${hex(32, seed)}_${hex(10, `${seed}b`)}`,
  'Langfuse key': (seed) =>
    `sk-lf-${hex(8, seed)}-${hex(4, `${seed}a`)}-4${hex(3, `${seed}b`)}-a${hex(3, `${seed}c`)}-${hex(12, `${seed}d`)}`,
  'Brevo key': (seed) => `xkeysib-${hex(64, seed)}-${drawnText(16, `${seed}b`)}`,
  'Dynatrace token': (seed) => `dt0c01.${base32(24, seed)}.${base32(64, `${seed}b`)}`,
  'EasyPost key': (seed) => `EZAK${drawnText(54, seed)}`,
  'Contentful token': (seed) => `CFPAT-${drawnText(43, seed)}`,
  'PostHog key': (seed) => `phx_${drawnText(43, seed)}`,
  'AWS key': (seed) => `ABSK${drawnBase64(81, seed)}`,
  'Together key': (seed) => `tgp_v1_${drawnText(43, seed)}`,
  'Dropbox token': (seed) => `sl.${drawnText(130, seed)}`,
  'Shippo token': (seed) => `shippo_live_${hex(40, seed)}`,
  'OpenShift token': (seed) => `sha256~${drawnText(43, seed)}`,
  'Mailchimp key': (seed) => `${hex(32, seed)}-us12`,
  'Discord token': (seed) =>
    `MT${drawnText(22, seed)}.${drawnText(6, `${seed}b`)}.${drawnText(27, `${seed}c`)}`,
  'Azure secret': (seed) => `${drawnText(3, seed)}8Q~${drawnText(34, `${seed}b`)}`,
  'JSON web token': (seed) =>
    `eyJ${drawnText(30, seed)}.${drawnText(60, `${seed}a`)}.${drawnText(16, `${seed}b`)}.${drawnText(60, `${seed}c`)}.${drawnText(22, `${seed}d`)}`,
  'Groq key': (seed) => `gsk_${drawnText(52, seed)}`,
  'Square token': (seed) => `EAAA${drawnText(60, seed)}`,
  'Supabase key': (seed) => `sbp_${hex(40, seed)}`,
  'Alibaba key': (seed) => `LTAI${drawnText(20, seed)}`,
};

function hex(length: number, seed: string): string {
  return drawnText(length, seed, '0123456789abcdef');
}

function base32(length: number, seed: string): string {
  return drawnText(length, seed, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567');
}

describe('a token', () => {
  it.each(Object.entries(issued))('is a %s', (what, issue) => {
    const seeds = Array.from({ length: 60 }, (_, at) => `${what} ${at}`);
    const missed = seeds.filter((seed) => {
      const token = issue(seed);
      return left(`a = "${token}";`) !== `a = "[${what} left out]";`;
    });
    // Chance makes what looks like words once in a hundred times.
    expect(missed.length).toBeLessThan(4);
  });

  it.each([
    ['behind a name', 'MY_', ''],
    ['in an address', 'x%3D', '%26'],
    ['in a string in a string', '"a\\n', '\\n"'],
    ['between quotes of print', '“', '”'],
    ['behind a word of another script', '密钥', ''],
  ])('is one %s', (_where, before, after) => {
    for (const issue of [issued['GitHub token'], issued['Groq key']]) {
      const token = issue?.('7') ?? '';
      expect(left(before + token + after)).not.toContain(token.slice(4));
    }
  });

  it('is one in an address that is written in an address', () => {
    const token = `eyJ${drawnText(20, 'a')}.eyJ${drawnText(40, 'b')}.${drawnText(43, 'c')}`;
    expect(left(`token%3D${token}`)).toBe('token%3D[JSON web token left out]');
  });

  const starts = secretForms.flatMap(({ starts: all }) => all);
  const lengthsOf = (start: string): readonly number[] =>
    secretForms.flatMap(({ starts: all, lengths = [] }) => (all.includes(start) ? lengths : []));

  it('is no name of a program, whatever it begins with', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...starts),
        identifier,
        fc.constantFrom('', ' ', '(x)', '.', '"', ': {'),
        (start, name, after) => {
          // One that is exactly as long as what is issued is left out, rather than sent.
          fc.pre(!lengthsOf(start).includes(name.length));
          expect([start + name, found(`a = ${start}${name}${after}`)]).toEqual([start + name, []]);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('is no placeholder of any documentation', () => {
    const fillers = ['x', 'X', '*', '0', '1', 'a', 'A', '.', '-', '_'];
    const placeholders = starts
      .filter((start) => start !== '$ANSIBLE_VAULT;')
      .flatMap((start) => fillers.map((one) => [start, one] as const))
      .flatMap(([start, one]) =>
        Array.from({ length: 83 }, (_, at) => `${start}${one.repeat(8 + at)}`),
      );
    expect(placeholders.filter((text) => found(text).length > 0)).toEqual([]);
  });

  it.each([
    'api_org_membershipInvitationAcceptedNotification',
    'hf_AutoModelForCausalLMWithValueHeadConfig',
    'SG.SceneGraphNodeFactory.createNodeFromDescriptor',
    'foo:AAbstractConfigurationProviderFactoryX',
    'EAAABBBCCCDDDEEEFFFGGGHHHIIIJJJKKKLLLMMMNNNOOOPPPQQQRRRSSSTTTUUUVVV',
    'glc_configurationManagerFactoryForEverythingElse',
    'sbp_calculate_structural_breakpoints',
    'nfp_normalizeFilePathForWindowsAndUnixSystems',
    'gsk_vertexBufferObjectForShadowMapRenderingPipeline',
    'hvs.handleEverythingThatTheServerSends',
    'ATBBackendServiceConfigurationProvider',
    'LTAIntegrationTestRunner',
    'secret_access_key: SecretAccessKeyFromEnvironmentOrInstanceMetadata',
    'awsSecretKey = getAwsSecretAccessKeyFromParameterStoreOrEnvironmentVariable(x)',
    'secretAccessKey: config/providers/aws/credentials/SecretKeyProvider',
    'SharedAccessKey=configuration.GetValue<string>("IotHub:SharedAccessKeyOfTheDevice")',
    'x = 1//0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFF0',
    '<Row key="SK0f3a9c27e5b10f3a9c27e5b10f3a9c27" />',
    '.key-0f3a9c27e5b10f3a9c27e5b10f3a9c27 { color: red }',
    'sk-ant-api03-xxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    'glpat-xxxxxxxxxxxxxxxxxxxx',
    'xoxb-your-token-here',
    'xoxb-123456789012-your-bot-token',
    'AKIAIOSFODNN7EXAMPLE',
    'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    'sk-proj-your-api-key-goes-here-ok1',
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c',
    'ASIAPACIFICNORTHEAST',
    'docker pull a@sha256:0f3a9c27e5b10f3a9c27e5b10f3a9c270f3a9c27e5b10f3a9c27e5b10f3a9c27',
  ])('is not %s', (text) => {
    expect(found(text)).toEqual([]);
  });
});

const pair = Buffer.from('ann:h4ckm3plenty').toString('base64');
const value = drawnText(40, 'value');

describe('a value under a well-known name', () => {
  it.each([
    ['Authorization: Bearer ', value, ''],
    ["headers = {'Authorization': 'Bearer ", value, "'}"],
    ['Authorization: Basic ', pair, ''],
    ['//registry.npmjs.org/:_authToken=', '0f3a9c27-e5b1-4f3a-9c27-e5b10f3a9c27', '\n'],
    ['_auth = ', pair, ''],
    ['{"auths":{"r.io":{"auth":"', pair, '"}}}'],
    ['machine github.com login bob password ', 'S3cr3tPw9', ''],
    ['machine github.com\n  login bob\n  password ', 'secretive', '\n'],
    ['host=db user=app password=', 'S3cr3tPw9', ' dbname=x'],
    ['jdbc:mysql://db/x?user=root&password=', 'S3cr3tPw9', ''],
    ['"Server=db;User Id=sa;Password=', 'S3cr3t!Pw9', ';"'],
    ['git clone https://', drawnText(20, 'user'), '@github.com/x'],
    ['[Interface]\nPrivateKey = ', drawnBase64(32, 'w'), '\n'],
    ['{"kty":"EC","crv":"P-256","d":"', drawnText(43, 'jwk'), '"}'],
    ['    client-key-data: ', drawnBase64(900, 'k'), '\n'],
    ['$ANSIBLE_VAULT;1.1;AES256\n', `${hex(80, '1')}\n${hex(80, '2')}`, ''],
    [
      'https://a.blob.core.windows.net/c?sv=2020',
      '&sig=' + encodeURIComponent(drawnBase64(32, 's')),
      '',
    ],
    [
      '    tls.crt: x\n    a: ',
      Buffer.from(`-----BEGIN RSA PRIVATE KEY-----\n${drawnBase64(90, 'p')}`).toString('base64'),
      '',
    ],
    [
      '    a: ',
      Buffer.from(`-----BEGIN PRIVATE KEY-----\n${drawnBase64(90, 'p')}`).toString('base64'),
      '',
    ],
    [
      '    a: ',
      Buffer.from(`-----BEGIN OPENSSH PRIVATE KEY-----\n${drawnBase64(90, 'p')}`).toString(
        'base64',
      ),
      '',
    ],
  ])('is a secret: %s', (before, secret, after) => {
    const rest = left(before + secret + after);
    expect(rest).toMatch(/^[^]*\[[\w ]+ left out\][^]*$/);
    expect(rest.startsWith(before) && rest.endsWith(after)).toBe(true);
    expect(rest).not.toContain(secret.slice(4));
  });

  it.each([
    'Authorization: Bearer ${token}',
    'Authorization: Bearer <your-token-goes-here>',
    "headers['Authorization'] = 'Bearer ' + accessTokenOfTheCurrentUser2",
    'Bearer authentication is explained in the handbook of 2024',
    'Authorization: Basic dXNlcjpwYXNzd29yZA==',
    'Basic information about everything',
    '//registry.npmjs.org/:_authToken=${NPM_TOKEN}',
    '"auth": "required"',
    'machine learning login page password reset',
    'connect(user=user, password=password1)',
    'connect(host=host, password=os.environ["PASSWORD2"])',
    'f"user={user} password={password2}"',
    'user=app password=changeme dbname=x',
    'user=app password=$PASSWORD1 dbname=x',
    'https://0f3a9c27e5b10f3a9c27e5b10f3a9c27@o1.ingest.sentry.io/1',
    'https://someorganization-with-a-name@github.com/x',
    'https://www.html5rocks.com/en/tutorials',
    'https://evil.example/user%3Apass1%40evil.com@host',
    'PrivateKey = generatePrivateKeyForTheNextInterfaceThatIsMade=',
    '"d": "M10 20L30 40"',
    'client-key-data: pathToTheKeyOfTheClientInTheConfiguration',
    `client-certificate-data: ${Buffer.from('-----BEGIN CERTIFICATE-----\nabc').toString('base64')}`,
    `a: ${Buffer.from(`-----BEGIN PUBLIC KEY-----\n${drawnBase64(90, 'p')}`).toString('base64')}`,
  ])('is not %s', (text) => {
    expect(found(text)).toEqual([]);
  });
});

it('takes little more time in ordinary code than finding its words', async () => {
  const line =
    'export const value = fetchConfig(source.path, { Authorization: header }); // sk-1 :AA\n';
  const text = line.repeat(Math.ceil(100_000 / line.length));
  const often = (work: () => unknown) => () => () => {
    for (let time = 0; time < 10; time++) work();
  };
  const words = await leastTime(often(() => Array.from(text.matchAll(/\w+/g))));
  const secrets = await leastTime(often(() => findSecrets(text)));
  expect(secrets).toBeLessThan(20 * words);
});
