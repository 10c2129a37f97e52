import { isFiller, consistsOfWords, looksRandom, type Alphabet } from './randomness';
import { namedValues } from './namedValues';
import { secretFields } from './secretFields';
import type { SecretForm } from './secretForm';

interface More {
  readonly drawnFrom?: Alphabet;
  readonly accepts?: SecretForm['accepts'];
  readonly front?: RegExp;
  /** So long are tokens that nothing but their start need tell: chance makes words, too. */
  readonly lengths?: readonly number[];
}

const form = (
  what: string,
  starts: string,
  rest: RegExp,
  { drawnFrom = 'digits and both cases', accepts, front, lengths = [] }: More = {},
): SecretForm => ({
  what,
  starts: starts.split(' '),
  rest: new RegExp(rest.source, 'y'),
  accepts:
    accepts ??
    ((judged, next) =>
      lengths.includes(judged.replace(/\.+$/, '').length) && !/\w/.test(next)
        ? !isFiller(judged)
        : looksRandom(judged, drawnFrom)),
  lengths,
  front,
  start: 'of the secret',
});

const oneCase: More = { drawnFrom: 'digits and one case' };
const lettersOnly: More = { drawnFrom: 'both cases' };
const asItStands: More = { accepts: () => true };
/** Documentation repeats one character; nobody draws it ten times in a row. */
const unlessFiller: More = { accepts: (token) => !/(.)\1{9}/.test(token) };
/** Also behind a letter: somebody forgot what stands between. */
const anywhere: More = { front: /$/ };
/** For starts that no name has, before as much as is issued. */
const telling = (...lengths: readonly number[]): More => ({ lengths });
/** Behind the numbers of a workspace and of a robot. */
const slackSecret = /^[A-Za-z0-9]{24}$/;
const hex32 = /[0-9a-f]{32}(?!\w)/;
const hex40 = /[0-9a-f]{40}(?!\w)/;

/** After the rules of gitleaks, detect-secrets and GitHub's push protection; lengths are bounded. */
const tokenForms: readonly SecretForm[] = [
  form('GitHub token', 'ghp_ gho_ ghu_ ghs_ ghr_', /[A-Za-z0-9]{36,255}(?!\w)/, {
    ...telling(36),
    ...anywhere,
  }),
  form('GitHub token', 'github_pat_', /\w{36,255}/, { ...telling(82), ...anywhere }),
  form(
    'GitLab token',
    'glpat- gldt- glrt- glcbt- glptt- glft- glimt-',
    /[\w.-]{20,300}/,
    telling(20, 26),
  ),
  form('GitLab token', 'glagent- glsoat- glffct- GR1348941', /[\w-]{20,100}/, telling(20, 50)),
  form('AWS key', 'AKIA', /(?!\w{9}EXAMPLE)[A-Z2-7]{16}(?![A-Za-z0-9])/, unlessFiller),
  form(
    'AWS key',
    'ASIA ABIA ACCA',
    /(?!PACIFIC|[A-Z]{0,12}(?:EXAMPLE|NORTH|SOUTH|EAST|WEST))[A-Z2-7]{16}(?![A-Za-z0-9])/,
    telling(16),
  ),
  form('AWS key', 'ABSK', /[A-Za-z0-9+/]{80,200}={0,2}/),
  form(
    'Slack token',
    'xoxb- xoxp- xoxa- xoxo- xoxr- xoxs- xoxe- xoxe. xoxc- xoxd- xapp-',
    /(?:\d{9,14}-){0,3}([\w.%-]{24,400})/,
    {
      lengths: [24],
      accepts: (token) =>
        slackSecret.test(token) ? !isFiller(token) : looksRandom(token, 'digits and one case'),
    },
  ),
  form(
    'Slack webhook',
    'hooks.slack.com/services/ hooks.slack.com/workflows/',
    /[\w/]{30,120}/,
    oneCase,
  ),
  form(
    'Teams webhook',
    'webhook.office.com/webhookb2/ outlook.office.com/webhook/ outlook.office365.com/webhook/',
    /[\w@/-]{80,300}/,
    oneCase,
  ),
  form('Zapier webhook', 'hooks.zapier.com/hooks/catch/', /\d{4,12}\/\w{4,20}/, asItStands),
  form(
    'Discord webhook',
    'discord.com/api/webhooks/ discordapp.com/api/webhooks/',
    /\d{15,22}\/[\w-]{40,90}/,
  ),
  form('Google key', 'AIza', /[\w-]{35}(?![\w-])/, telling(35)),
  form('Google key', ':APA91b', /[\w-]{100,200}/),
  form('Google token', 'ya29. 1//0', /(?!x)[\w-]{24,400}/),
  form('Google key', 'GOOG1E GOOG4E', /[A-Z0-9]{50,60}(?!\w)/, telling(55, 56, 57, 58)),
  form('Google token', 'GOCSPX-', /[\w-]{24,40}(?![\w-])/, telling(28)),
  form('Facebook token', 'EAAC EAAB EAAG EAAE', /[A-Za-z0-9]{80,400}/),
  form(
    'Stripe key',
    'sk_live_ sk_test_ rk_live_ rk_test_ whsec_ sk_org_live_',
    /(?!4eC39HqLyjWDarj)[A-Za-z0-9+/=]{16,255}/,
    telling(24, 32, 99),
  ),
  form('npm token', 'npm_', /[A-Za-z0-9]{36}(?!\w)/, telling(36)),
  form('NuGet key', 'oy2', /[a-z0-9]{43}(?!\w)/, oneCase),
  form('PyPI token', 'pypi-', /[\w-]{50,400}/),
  form('Hugging Face token', 'hf_ api_org_', /[A-Za-z0-9]{34,80}(?!\w)/, {
    ...lettersOnly,
    ...telling(34),
  }),
  form('Anthropic key', 'sk-ant-', /(?:[a-z]{2,8}\d\d-)?([\w-]{20,255})/),
  form('OpenAI key', 'sk-proj- sk-svcacct- sk-admin- sk-None-', /[\w-]{20,255}/),
  form('OpenAI key', 'sk-or-v1-', /[0-9a-f]{64}(?!\w)/, oneCase),
  form('OpenAI key', 'sk-', /[A-Za-z0-9]{32,128}(?![\w-])/, { ...oneCase, ...telling(48) }),
  form('Langfuse key', 'sk-lf-', /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/, oneCase),
  form('LangSmith key', 'lsv2_pt_ lsv2_sk_', /[0-9a-f]{32}_[0-9a-f]{10}/, oneCase),
  form('ElevenLabs key', 'sk_', /[0-9a-f]{48}(?!\w)/, oneCase),
  form('Together key', 'tgp_v1_', /[\w-]{43}(?![\w-])/, telling(43)),
  form('SendGrid key', 'SG.', /[\w-]{22}\.[\w-]{43}(?![\w-])/, telling(66)),
  form('Brevo key', 'xkeysib-', /[0-9a-f]{64}-[A-Za-z0-9]{16}/),
  form('Mailchimp key', '-us', /\d{1,2}(?!\w)/, {
    ...asItStands,
    front: /(?<![0-9A-Za-z])[0-9a-f]{32}$/,
  }),
  form('Twilio key', 'SK', hex32, {
    ...oneCase,
    front: /(?<!\b(?:key|id|name|class)=["'{`]{0,2})$/,
  }),
  form('Mailgun key', 'key-', hex32, {
    ...oneCase,
    front: /(?<![.#-]|\b(?:key|id|name|class|className)=["'{`]{0,2})$/,
  }),
  form('DigitalOcean token', 'dop_v1_ doo_v1_ dor_v1_', /[0-9a-f]{40,80}/, oneCase),
  form('Docker token', 'dckr_pat_ dckr_oat_', /[\w-]{20,80}/, telling(27)),
  form('Vault token', 'hvs. hvb. hvr.', /[\w-]{24,300}/, telling(24)),
  form('Terraform token', 'atlasv1.', /[\w=-]{40,100}/),
  form('Pulumi token', 'pul-', hex40, oneCase),
  form('Databricks token', 'dapi', /[0-9a-f]{32}(?:-\d)?(?![\w-])/, oneCase),
  form('Dynatrace token', 'dt0c01. dt0s01. dt0s16.', /[A-Z2-7]{24}\.[A-Z2-7]{64}/, oneCase),
  form('Grafana token', 'glsa_', /[A-Za-z0-9]{32}_[0-9a-f]{8}/, telling(41)),
  form('Grafana token', 'glc_', /[A-Za-z0-9+/=]{60,400}/),
  form('Shopify token', 'shpat_ shpca_ shppa_ shpss_', /[0-9A-Fa-f]{32}/, oneCase),
  form('Shippo token', 'shippo_live_ shippo_test_', hex40, oneCase),
  form('Square token', 'EAAA', /[\w-]{60}(?![\w-])/),
  form('Square token', 'sq0csp- sq0atp-', /[\w-]{22,43}(?![\w-])/, telling(22, 43)),
  form('EasyPost key', 'EZAK EZTK', /[A-Za-z0-9]{54}(?!\w)/, telling(54)),
  form('Flutterwave key', 'FLWSECK- FLWSECK_TEST-', /[0-9a-f]{32}-X/, oneCase),
  form('Duffel token', 'duffel_live_ duffel_test_', /[\w-]{43}(?![\w-])/, telling(43)),
  form('Telegram token', ':AA', /[\w-]{33}(?![\w-])/, {
    front: /(?<!\w)(?:bot)?\d{8,10}$/,
    ...telling(33),
  }),
  form('Linear key', 'lin_api_ lin_oauth_', /[A-Za-z0-9]{32,64}/, telling(40, 64)),
  form('Notion token', 'ntn_', /[A-Za-z0-9]{40,60}/, telling(43, 46)),
  form('Contentful token', 'CFPAT-', /[\w-]{43}(?![\w-])/, telling(43)),
  form('PostHog key', 'phx_', /[A-Za-z0-9]{40,50}(?!\w)/, telling(43, 47)),
  form('Postman key', 'PMAK-', /[0-9a-f]{24}-[0-9a-f]{34}/, oneCase),
  form('Cerebras key', 'csk-', /[a-z0-9]{48}(?!\w)/, { ...oneCase, ...telling(48) }),
  form('Fireworks key', 'fw_', /[A-Za-z0-9]{24}(?!\w)/, telling(24)),
  form('Groq key', 'gsk_', /[A-Za-z0-9]{52}(?!\w)/, telling(52)),
  form('xAI key', 'xai-', /[A-Za-z0-9]{60,90}/),
  form('NVIDIA key', 'nvapi-', /[\w-]{50,80}/),
  form('Replicate token', 'r8_', /[A-Za-z0-9]{37}(?!\w)/, telling(37)),
  form('Perplexity key', 'pplx-', /[A-Za-z0-9]{40,64}/, telling(48, 50, 53, 56)),
  form('Figma token', 'figd_ figo_', /[\w-]{38,60}/, telling(40, 43)),
  form('Atlassian token', 'ATATT3x ATCTT3x', /[\w=.-]{60,300}/),
  form('Atlassian token', 'ATBB', /[A-Za-z0-9]{32}(?!\w)/, telling(32)),
  form('Artifactory key', 'AKCp', /[A-Za-z0-9]{69}(?!\w)/),
  form('Artifactory token', 'cmVmdGtu', /[A-Za-z0-9]{56}(?!\w)/, telling(56)),
  form('Sonar token', 'sqp_ squ_ sqa_', hex40, oneCase),
  form('Buildkite token', 'bkua_', hex40, oneCase),
  form('Tailscale key', 'tskey-', /(?:[a-z]{3,8}-)?([A-Za-z0-9]{10,30}-[A-Za-z0-9]{20,40})/, {
    accepts: (token) => !isFiller(token),
  }),
  form('Prefect key', 'pnu_', /[A-Za-z0-9]{36}(?!\w)/, telling(36)),
  form('ReadMe key', 'rdme_', /[a-z0-9A-Z]{70}(?!\w)/, oneCase),
  form('Typeform token', 'tfp_', /[\w.=-]{59}(?![\w.=-])/, telling(59)),
  form('Dropbox token', 'sl.', /[\w-]{120,400}/),
  form('OpenShift token', 'sha256~', /[\w-]{43}(?![\w-])/, telling(43)),
  form('Azure secret', '8Q~ 7Q~', /[\w~.-]{31,34}(?![\w~.-])/, {
    front: /(?<![\w~.-])[\w~.-]{3}$/,
    ...telling(31, 34),
  }),
  form(
    'PlanetScale token',
    'pscale_tkn_ pscale_pw_ pscale_oauth_',
    /[\w=.-]{32,64}/,
    telling(32, 43),
  ),
  form('Sentry token', 'sntrys_ sntryu_', /[\w+/=-]{40,400}/, oneCase),
  form(
    'New Relic key',
    'NRAK- NRII- NRJS-',
    /(?:[A-Z0-9]{27}|[A-Za-z0-9-]{32}|[0-9a-f]{19})(?![\w-])/,
    telling(19, 27, 32),
  ),
  form('Netlify token', 'nfp_', /[A-Za-z0-9]{36,40}(?!\w)/, telling(36)),
  form('Fly.io token', 'fm1_ fm1r_ fm2_ FlyV1', /[\w+/=, ]{40,500}/),
  form('Supabase key', 'sbp_', hex40, oneCase),
  form('Supabase key', 'sb_secret_', /[\w-]{28,80}/, telling(31)),
  form('Heroku key', 'HRKU-', /[\w-]{30,80}/),
  form('RubyGems key', 'rubygems_', /[0-9a-f]{48}/, oneCase),
  form('crates.io token', 'cio', /[A-Za-z0-9]{32}(?!\w)/, lettersOnly),
  form('Doppler token', 'dp.pt. dp.st. dp.sa. dp.ct.', /[\w.-]{40,80}/, telling(40, 43)),
  form('Alibaba key', 'LTAI', /[A-Za-z0-9]{16,24}(?!\w)/, lettersOnly),
  form('Okta token', 'SSWS', / 00[\w-]{40}(?![\w-])/, telling(43)),
  form('Airtable token', 'pat', /[A-Za-z0-9]{14}\.[0-9a-f]{64}(?!\w)/),
  form('Frame.io token', 'fio-u-', /[\w-]{64}(?![\w-])/),
  form('42 secret', 's-s4t2ud- s-s4t2af-', /[0-9a-f]{64}(?!\w)/, oneCase),
  form('Voyage key', 'pa-', /[\w-]{43}(?![\w-])/),
  form('Yandex key', 'AQVN', /[\w-]{35,38}(?![\w-])/, telling(35, 36, 37, 38)),
  form('Cloudflare key', 'v1.0-', /[0-9a-f]{24}-[0-9a-f]{146}/, oneCase),
  form('age key', 'AGE-SECRET-KEY-1', /[A-Z0-9]{50,70}/, oneCase),
  form('Azure key', 'AccountKey= SharedAccessKey=', /[A-Za-z0-9+/]{40,90}={0,2}(?![\w.(])/),
  form('Azure key', 'SharedAccessSignature=', /[\w+/%=&.-]{40,400}/, oneCase),
  form(
    'Azure signature',
    '?sig= &sig=',
    /[\w+/-]{0,60}(?:%[0-9A-Fa-f]{2}|[+/=])[\w%+/=-]{0,60}/,
    oneCase,
  ),
  // Of the workflows that answer where Teams' connectors did.
  form('Azure signature', '?sig= &sig= ;sig=', /[\w-]{43}(?![\w%+/=-])/),
  form('Mapbox token', 'sk.eyJ', /[\w-]{20,400}\.[\w-]{20,60}(?![\w.-])/),
  form('Ethereum key', '0x', /[0-9A-Fa-f]{64}(?![0-9A-Za-z])/, {
    ...oneCase,
    front: /(?<=(?:priv(?:ate)?[-_ ]?key|wallet|deployer|signer)[^\n;]{0,40})(?<![0-9A-Za-z])$/i,
  }),
  form(
    'JSON web token',
    'eyJ',
    /(?:(?<![\w-]eyJ)|(?<=%[0-9A-F]{2}eyJ))[\w-]{8,3000}\.(?!eyJzdWIiOiIxMjM0NTY3ODkw)eyJ[\w-]{8,6000}(?:\.[\w-]{8,2000})?/,
    asItStands,
  ),
  form(
    'JSON web token',
    'eyJ',
    /(?:(?<![\w-]eyJ)|(?<=%[0-9A-F]{2}eyJ))[\w-]{8,3000}\.[\w-]{0,1000}\.[\w-]{8,30}\.[\w-]{8,3000}\.[\w-]{20,50}(?![\w-])/,
    oneCase,
  ),
  // It begins with the number of its bot, in base64.
  form(
    'Discord token',
    'MD MT Mj Mz ND NT Nj Nz OD OT',
    /[\w-]{22,26}\.[\w-]{6}\.[\w-]{27,38}(?![\w.-])/,
    { accepts: (token) => !isFiller(token) && !areNames(token.split('.')) },
  ),
  form(
    'private key',
    'LS0tLS1CRUdJTi',
    /(?=[A-Za-z0-9+/]{0,24}(?:UFJJV|BQUklW|FBSSVZ))[A-Za-z0-9+/]{40,20000}={0,2}/,
    asItStands,
  ),
];

/** Of a member of a member, as programs have them. */
function areNames(parts: readonly string[]): boolean {
  return parts.every((part) => consistsOfWords(part) && !/\d/.test(part));
}

export const secretForms: readonly SecretForm[] = [...tokenForms, ...secretFields, ...namedValues];
