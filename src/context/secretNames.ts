/**
 * Names that scanners for leaked secrets take for sensitive, whatever an ignore file says about
 * them. All in lower case; copies (`.bak`, `~`, `(1)`) are judged by the name that they are copies of.
 */

/** Files, and directories with all that lies in them. A row of segments stands for nested ones. */
export interface NameTable {
  readonly label: string;
  readonly names: readonly string[];
}

const rows = (label: string, text: string): NameTable => ({
  label,
  names: text.trim().split(/\s+/),
});

export const secretDirectories: readonly NameTable[] = [
  rows('keys', '.ssh .gnupg .putty .minisign .step .config/sops .config/age'),
  rows('credentials of a cloud', '.aws .azure .gcloud .config/gcloud .oci .aliyun .bluemix'),
  rows('credentials of a cluster', '.kube .talos .minikube/profiles etc/kubernetes etc/rancher'),
  rows('a password store', '.password-store .pass keyrings .local/share/keyrings .config/op'),
  rows('a password store', '.config/1password library/keychains'),
  rows('credentials', '.secrets .secret .envs .chef .config/gh .config/glab-cli .config/rclone'),
  rows('credentials', '.config/doctl .config/stripe .config/heroku .config/configstore'),
  rows('credentials', '.config/filezilla .filezilla .terraform.d .git-credential-cache .snowsql'),
  rows("a browser's profile", '.mozilla .thunderbird google-chrome chromium/default'),
  rows('a wallet', '.electrum .bitcoin .ethereum .config/solana'),
];

export const secretFiles: readonly NameTable[] = [
  rows('environment', '.envrc .flaskenv .dev.vars local.settings.json'),
  rows('credentials', '.npmrc npmrc .yarnrc .yarnrc.yml yarnrc.yml .pypirc pypirc .pip/pip.conf'),
  rows('credentials', '.netrc netrc _netrc .pgpass pgpass pgpass.conf .my.cnf my.cnf .mylogin.cnf'),
  rows(
    'credentials',
    '.htpasswd htpasswd .vault-token vault-token .git-credentials git-credentials',
  ),
  rows(
    'credentials',
    '.dockercfg dockercfg .dockerconfigjson dockerconfigjson .docker/config.json',
  ),
  rows(
    'credentials',
    '.s3cfg .boto boto.cfg .passwd-s3fs .databrickscfg .terraformrc terraform.rc',
  ),
  rows('credentials', '.cargo/credentials .gem/credentials .bundle/config .sbt/.credentials'),
  rows(
    'credentials',
    '.credentials .m2/settings.xml settings-security.xml .nuget/nuget/nuget.config',
  ),
  rows('credentials', '.gradle/gradle.properties auth.json token.json token.pickle .token'),
  rows(
    'credentials',
    'kaggle.json huggingface/token .huggingface/token .config/hub .netlify/config.json',
  ),
  rows('credentials', '.fly/config.yml .dbt/profiles.yml .snowflake/connections.toml rclone.conf'),
  rows('credentials', '.msmtprc .esmtprc .fetchmailrc .offlineimaprc .muttrc'),
  rows('credentials', '.ftpconfig ftpconfig .remote-sync.json sftp-config.json .vscode/sftp.json'),
  rows('credentials', 'filezilla.xml recentservers.xml sitemanager.xml .purple/accounts.xml'),
  rows(
    'credentials',
    '.irssi/config .idea/webservers.xml .idea/datasources.local.xml robomongo.json',
  ),
  rows('credentials', 'credentials-config.json application_default_credentials.json knife.rb'),
  rows(
    'credentials',
    'wp-config.php localsettings.php config.inc.php database.yml secret_token.rb',
  ),
  rows(
    'credentials',
    'proftpdpasswd etc/shadow etc/gshadow etc/passwd etc/sudoers authorized_keys',
  ),
  rows(
    'credentials',
    'credentials.xml hudson.util.secret initialadminpassword .vault_pass .vault-pass',
  ),
  rows(
    'credentials',
    '.vault-password .vault_password vault.yml vault.yaml .streamlit/secrets.toml',
  ),
  rows(
    'credentials',
    'kubeconfig kubeconfig.yaml kubeconfig.yml k3s.yaml talosconfig .knife/knife.rb',
  ),
  rows('a network with its password', 'ipsec.secrets chap-secrets pap-secrets wpa_supplicant.conf'),
  rows('a key file', 'otr.private_key secring.gpg master.key'),
  rows("a browser's passwords", 'key3.db key4.db logins.json signons.sqlite cookies.sqlite'),
  rows('a wallet', 'wallet.dat wallet.json'),
  rows(
    'a history of commands',
    '.histfile .zhistory fish_history .dbshell .viminfo .lesshst .rhistory',
  ),
  rows('a history of commands', 'consolehost_history.txt .hivehistory .octave_hist .pgcli/history'),
];

const dataFile = String.raw`(?:json5?|ya?ml|toml|ini|cfg|conf|txt|properties|xml|csv|env|plist|tsv)`;
const deployed =
  'local|dev|development|prod|production|stage|staging|test|ci|qa|uat|docker|private';

/** Rules for whole families of names. Each takes time in proportion to the name. */
export const secretPatterns: readonly (readonly [pattern: RegExp, label: string])[] = [
  [/^\.env(?:[._-].*)?$/, '.env*'],
  [/\.env$/, '*.env'],
  [new RegExp(String.raw`\.env\.(?:${deployed})$`), '*.env'],
  [/^id_(?:rsa|dsa|ecdsa|ed25519|ed448|xmss)(?:[._@-].*)?$/, 'id_*'],
  [/[._-](?:rsa|dsa|ecdsa|ed25519)$/, 'a key file'],
  [/^ssh_host_.*_key$/, 'a key file'],
  [/\.(?:pem|key|p8|p12|pfx|pkcs12|ppk|pvk|snk|pk8|keytab)$/, 'a key file'],
  [/\.(?:jks|jceks|bks|bcfks|keystore|truststore|keychain(?:-db)?|kwallet)$/, 'a key file'],
  [/\.(?:kdbx?|psafe3|agilekeychain|opvault|1pif|1pux|enpassdb)$/, 'a password store'],
  [/\.(?:gpg|pgp)$/, 'a key file'],
  // A document in AsciiDoc or a mere signature ends so as well.
  [/(?:key|secret|private|gpg|pgp).*\.asc$/, 'a key file'],
  [/\.(?:ovpn|tblk|pcf|nmconnection|rdp|mobileconfig)$|^wg\d*\.conf$/, 'access to a network'],
  [/\.(?:publishsettings|cscfg|mobileprovision|pubxml\.user)$/, 'credentials'],
  [
    new RegExp(String.raw`^(?:credentials?|secrets?|passwords?|passwd)(?:\.${dataFile})?$`),
    'credentials',
  ],
  [new RegExp(String.raw`[._-](?:credentials?|secrets?)\.${dataFile}$`), 'credentials'],
  [/^(?:credentials|secrets)\.tfrc\.json$/, 'credentials'],
  [/\.(?:secrets?|credentials|vault)$/, 'credentials'],
  [/^(?:service[-_]?account|client[-_]?secret|gcp[-_]?key|gcloud[-_]?key).*\.json$/, 'credentials'],
  [/firebase-adminsdk.*\.json$/, 'credentials'],
  [
    /^(?:bitwarden|lastpass|1password|keepass|dashlane)(?![a-z]).*\.(?:csv|json|xml)$/,
    'a password store',
  ],
  [/^(?:recovery|backup)[-_]codes?\b/, 'credentials'],
  [/^utc--\d{4}-/, 'a wallet'],
  [/\.kubeconfig$|^kube[-_]?config(?:[-_.].*)?\.ya?ml$/, 'credentials'],
  [/\.(?:tfstate|tfvars)(?:\.json)?$|\.tfstate\./, 'Terraform state or variables'],
  [/[._-]history$/, 'a history of commands'],
];

/** What teaches which names there are, and holds none of the values. */
export const templates = /\.(?:example|sample|template|tmpl|tpl|dist|schema|defaults?)$/;

/** Code about secrets is code: patterns for data do not speak of it. */
export const sourceCode =
  /\.(?:[cm]?[jt]sx?|py|pyi|go|rs|java|kts?|rb|php|[ch]|cc|cpp|hpp|cs|swift|scala|dart|lua|sh|md|html?|s?css|vue|svelte)$/;
