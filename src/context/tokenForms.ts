/** A token that a service gives out, known by its beginning. */
export interface TokenForm {
  /** A noun, of which `s` makes several. */
  readonly what: string;
  /** Literal, looked for first, since that is what takes no time. */
  readonly starts: readonly string[];
  /** All that may follow the start, from there on. */
  readonly rest: RegExp;
}

const form = (what: string, starts: string, rest: RegExp): TokenForm => ({
  what,
  starts: starts.split(' '),
  rest: new RegExp(rest.source, 'y'),
});

/**
 * After the rules of gitleaks, detect-secrets and GitHub's push protection. Lengths are bounded, and a
 * form that is no longer than a word in code may be asks for a digit.
 */
export const tokenForms: readonly TokenForm[] = [
  form('GitHub token', 'ghp_ gho_ ghu_ ghs_ ghr_', /[A-Za-z0-9]{30,255}/),
  form('GitHub token', 'github_pat_', /[A-Za-z0-9_]{30,255}/),
  form(
    'GitLab token',
    'glpat- gldt- glrt- glcbt- glptt- glft- glimt- glagent- glsoat-',
    /[\w.-]{16,300}/,
  ),
  form('AWS key', 'AKIA ASIA ABIA ACCA', /[A-Z2-7]{16}(?![A-Za-z0-9])/),
  form(
    'Slack token',
    'xoxb- xoxp- xoxa- xoxo- xoxr- xoxs- xoxe- xoxe. xoxc- xoxd- xapp-',
    /[\w.%-]{10,400}/,
  ),
  form('Slack webhook', 'hooks.slack.com/services/ hooks.slack.com/workflows/', /[\w/]{30,120}/),
  form('Google key', 'AIza', /[\w-]{35}/),
  form('Google token', 'ya29. GOCSPX- 1//0', /[\w-]{24,400}/),
  form(
    'Stripe key',
    'sk_live_ sk_test_ rk_live_ rk_test_ whsec_ sk_org_live_',
    /[A-Za-z0-9+/=]{16,255}/,
  ),
  form('npm token', 'npm_', /[A-Za-z0-9]{36}(?!\w)/),
  form('PyPI token', 'pypi-', /[\w-]{50,400}/),
  form('Hugging Face token', 'hf_ api_org_', /[A-Za-z0-9]{30,80}(?!\w)/),
  form('Anthropic key', 'sk-ant-', /[\w-]{20,255}/),
  form('OpenAI key', 'sk-proj- sk-svcacct- sk-admin- sk-or-v1- sk-None-', /[\w-]{20,255}/),
  form('OpenAI key', 'sk-', /(?=[A-Za-z]{0,60}\d)[A-Za-z0-9]{32,128}(?![\w-])/),
  form('SendGrid key', 'SG.', /[\w-]{16,32}\.[\w-]{16,64}/),
  form('Twilio key', 'SK', /[0-9a-f]{32}(?![\w-])/),
  form('DigitalOcean token', 'dop_v1_ doo_v1_ dor_v1_', /[0-9a-f]{40,80}/),
  form('Docker token', 'dckr_pat_ dckr_oat_', /[\w-]{20,80}/),
  form('Vault token', 'hvs. hvb. hvr.', /[\w-]{24,300}/),
  form('Terraform token', 'atlasv1.', /[\w=-]{40,100}/),
  form('Databricks token', 'dapi', /[0-9a-f]{32}(?:-\d)?(?![\w-])/),
  form('Grafana token', 'glsa_ glc_', /[\w+/=-]{32,400}/),
  form('Shopify token', 'shpat_ shpca_ shppa_ shpss_', /[0-9A-Fa-f]{32}/),
  form('Square token', 'sq0csp- sq0atp- EAAA', /[\w-]{22,80}(?![\w-])/),
  form('Telegram token', ':AA', /[\w-]{32,36}(?![\w-])/),
  form(
    'Discord webhook',
    'discord.com/api/webhooks/ discordapp.com/api/webhooks/',
    /\d{15,22}\/[\w-]{40,90}/,
  ),
  form('Linear key', 'lin_api_ lin_oauth_', /[A-Za-z0-9]{32,64}/),
  form('Notion token', 'ntn_', /[A-Za-z0-9]{40,60}/),
  form('Postman key', 'PMAK-', /[0-9a-f]{24}-[0-9a-f]{34}/),
  form('Groq key', 'gsk_', /[A-Za-z0-9]{40,64}/),
  form('xAI key', 'xai-', /[A-Za-z0-9]{60,90}/),
  form('NVIDIA key', 'nvapi-', /[\w-]{50,80}/),
  form('Replicate token', 'r8_', /[A-Za-z0-9]{37}/),
  form('Perplexity key', 'pplx-', /[A-Za-z0-9]{40,64}/),
  form('Figma token', 'figd_ figo_', /[\w-]{38,60}/),
  form('Atlassian token', 'ATATT3x ATCTT3x ATBB', /[\w=.-]{24,300}/),
  form('PlanetScale token', 'pscale_tkn_ pscale_pw_ pscale_oauth_', /[\w=.-]{32,64}/),
  form('Sentry token', 'sntrys_ sntryu_', /[\w+/=-]{40,400}/),
  form('New Relic key', 'NRAK- NRII- NRJS-', /[A-Za-z0-9-]{19,40}/),
  form('Netlify token', 'nfp_', /[A-Za-z0-9_]{36,60}/),
  form('Fly.io token', 'fm1_ fm1r_ fm2_ FlyV1', /[\w+/=, ]{40,500}/),
  form('Supabase key', 'sbp_ sb_secret_', /[\w-]{28,80}/),
  form('Heroku key', 'HRKU-', /[\w-]{30,80}/),
  form('RubyGems key', 'rubygems_', /[0-9a-f]{48}/),
  form('crates.io token', 'cio', /[A-Za-z0-9]{32}(?!\w)/),
  form('Doppler token', 'dp.pt. dp.st. dp.sa. dp.ct.', /[\w.-]{40,80}/),
  form('Alibaba key', 'LTAI', /[A-Za-z0-9]{16,24}(?!\w)/),
  form('age key', 'AGE-SECRET-KEY-1', /[A-Z0-9]{50,70}/),
  form('Mailgun key', 'key-', /[0-9a-f]{32}(?![\w-])/),
  form('Azure key', 'AccountKey= SharedAccessKey= SharedAccessSignature=', /[\w+/%=&.-]{20,400}/),
  form('JSON web token', 'eyJ', /(?<![\w-]eyJ)[\w-]{8,3000}\.eyJ[\w-]{8,6000}(?:\.[\w-]{8,2000})?/),
];
