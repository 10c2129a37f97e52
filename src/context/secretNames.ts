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
  names: text
    .trim()
    .split(/\s+/)
    .map((name) => name.replaceAll('@', ' ')),
});

/** Of a person or of the machine, wherever they lie: all that is in them is one. */
export const secretDirectories: readonly NameTable[] = [
  rows('keys', '.ssh .ssh2 .gnupg .putty .minisign .step .config/sops .config/age ssl/private'),
  rows('credentials of a cloud', '.config/gcloud .oci .bluemix .aws/sso .aws/cli .config/hcloud'),
  rows('a password store', '.password-store .pass .local/share/keyrings .config/op'),
  rows('a password store', '.config/1password library/keychains'),
  rows('credentials', '.secrets .secret .envs .config/gh .config/glab-cli .config/rclone'),
  rows('credentials', '.config/doctl .config/stripe .config/heroku .config/configstore'),
  rows('credentials', '.config/filezilla .filezilla .terraform.d .git-credential-cache .snowsql'),
  rows('credentials', '.config/flyctl .cloudflared .subversion/auth .svn/auth run/secrets'),
  rows(
    'credentials',
    'networkmanager/system-connections .config/scw .config/argocd .argocd .config/github-copilot',
  ),
  rows("a browser's profile", '.mozilla .thunderbird .config/google-chrome .config/chromium'),
  rows("a browser's profile", '.config/bravesoftware .config/microsoft-edge google/chrome/default'),
  rows("a browser's profile", 'bravesoftware/brave-browser firefox/profiles'),
  rows('a wallet', '.electrum .bitcoin .ethereum .config/solana'),
];

/**
 * Directories all of whose files are secret, but only below a home or the root: in a repository
 * they hold what is shared.
 */
export const personalDirectories: readonly NameTable[] = [
  rows('credentials of a cloud', '.aws .azure .gcloud .aliyun'),
  rows('credentials of a cluster', '.kube .talos .minikube etc/kubernetes etc/rancher'),
  rows('credentials', '.chef etc/sudoers.d'),
  rows('access to a network', 'etc/wireguard etc/openvpn etc/ppp'),
  // The environment of each process, and what stands in its memory.
  rows('the state of processes', 'proc'),
];

/** Only below a home: elsewhere they tell how a project is built. */
export const personalFiles: readonly NameTable[] = [rows('credentials', '.yarnrc.yml yarnrc.yml')];

export const secretFiles: readonly NameTable[] = [
  rows('credentials', 'passwords.md password.md all/vault .dockerhub'),
  rows(
    'credentials of a cloud',
    '.aws/credentials .aws/config .azure/credentials gcloud/credentials.db',
  ),
  rows('credentials of a cloud', '.azure/accesstokens.json .azure/azureprofile.json .azure/token'),
  rows(
    'credentials of a cluster',
    '.kube/config .talos/config kubernetes/admin.conf kubernetes/kubelet.conf',
  ),
  rows(
    'credentials',
    '.authinfo .curlrc .wgetrc .mbsyncrc .smbcredentials .rclone.conf .sentryclirc',
  ),
  rows(
    'credentials',
    '.lftprc lftp/bookmarks .lftp/bookmarks .condarc .davfs2/secrets vnc/passwd .xauthority .iceauthority',
  ),
  rows(
    'credentials',
    'helm/registry/config.json .ngrok2/ngrok.yml ngrok/ngrok.yml .circleci/cli.yml',
  ),
  rows('credentials', '.travis/config.yml .hcloud.toml .linode-cli .config/linode-cli .config/hub'),
  rows('credentials', '.claude.json .claude/.credentials.json oauth_creds.json .codex/auth.json'),
  rows('credentials', 'huggingface/stored_tokens .huggingface/stored_tokens .lein/profiles.clj'),
  rows(
    'credentials',
    'appdata/roaming/nuget/nuget.config .config/nuget/nuget.config mysql/debian.cnf',
  ),
  rows(
    'credentials',
    'state.vscdb .hex/hex.config pub-credentials.json user-secrets.json .pgpass.conf',
  ),
  rows('credentials', 'keystore.properties key.properties auth-user-pass.txt .apikey dotenv'),
  rows('credentials', 'signing.properties .erlang.cookie .cqlshrc cassandra/cqlshrc .atlasrc'),
  rows('credentials', '.mc/config.json .minio/config.json .snowflake/config.toml'),
  rows('credentials', '.railway/config.json .wrangler/config/default.toml'),
  rows('credentials', '.config/helm/repositories.yaml .helm/repository/repositories.yaml'),
  rows('a key file', 'adbkey rootkey.csv'),
  rows("a browser's passwords", 'login@data default/cookies web@data'),
  rows('environment', '.envrc .dev.vars .prod.vars local.settings.json proc/self/environ'),
  rows('credentials', '.npmrc npmrc .yarnrc .pypirc pypirc .pip/pip.conf pip/pip.conf pip.ini'),
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
  rows('credentials', 'kaggle.json huggingface/token .huggingface/token .netlify/config.json'),
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
  rows('a wallet', 'wallet.dat wallet.json mnemonic.txt solana/id.json'),
  rows(
    'a history of commands',
    '.histfile .zhistory fish_history .dbshell .viminfo .lesshst .rhistory',
  ),
  rows('a history of commands', 'consolehost_history.txt .hivehistory .octave_hist .pgcli/history'),
];

const dataFile = String.raw`(?:json5?|ya?ml|toml|ini|cfg|conf|txt|properties|xml|csv|env|plist|tsv)`;
const deployed =
  'local|dev|development|prod|prd|preprod|production|stage|stg|staging|test|testing|ci|qa|uat|sandbox|live|docker|private';
/** Where it stands between a name and its ending, maybe with a number, a region or another behind it. */
const stage = String.raw`[._-](?:${deployed})\d{0,4}(?:[._-](?:\d{1,8}|[a-z]{2}(?:-[a-z]{4,9}-\d)?|${deployed}))?`;

/** Rules for whole families of names. Each takes time in proportion to the name. */
export const secretPatterns: readonly (readonly [pattern: RegExp, label: string])[] = [
  [/^\.env\d{0,3}(?:[._-].*)?$/, '.env*'],
  [/\.env$/, '*.env'],
  [new RegExp(String.raw`^(?:.*\.)?env\.(?:${deployed})$|\.vars\.(?:${deployed})$`), '*.env'],
  [/(?:^|[-_])id_(?:rsa|dsa|ecdsa|ed25519|ed448|xmss)(?:[._@-].*)?$/, 'id_*'],
  [/^(?:ssh|gnupg|aws|kube)(?:[-_](?:keys|backup|bak|old))?\.(?:tar|tgz|zip|7z)$/, 'a key file'],
  [/[._-](?:rsa|dsa|ecdsa|ed25519)$/, 'a key file'],
  [
    /(?:^|[._-])(?:rsa|dsa|ecdsa|ed25519|ssh|gpg|pgp|jwt|key)[._-]?\d{0,4}\.priv(?:ate)?$/,
    'a key file',
  ],
  [
    new RegExp(
      String.raw`(?:^|[._-])(?:user|aws|access)[-_]?(?:access)?[-_]?keys?(?:${stage})?\.(?:csv|txt)$`,
    ),
    'a key file',
  ],
  // By the thing that it opens, where no ending says that it tells of keys only.
  [
    /(?:^|[._-])(?:api|access|secret|encryption|client|app|jwt|session|auth|hf)[-_]?(?:keys?|secrets?|tokens?)(?:\.(?:txt|enc|env))?$/,
    'credentials',
  ],
  [/^\.[\w-]+[-_]token$/, 'credentials'],
  [/\.(?:pem|key|p12|pfx|env|ya?ml|json|txt)\.(?:enc|b64|base64)$/, 'a key file'],
  [
    new RegExp(
      String.raw`^(?:.*[._-])?(?:private|deploy|signing|ssh)[-_]?key(?:\.(?:${dataFile}|b64|base64|enc))?$`,
    ),
    'a key file',
  ],
  [/^ssh_host_.*_key$/, 'a key file'],
  [/\.(?:pem|key|p8|p12|pfx|pkcs12|ppk|pvk|snk|pk8|keytab)$/, 'a key file'],
  [/\.(?:jks|jceks|bks|bcfks|keystore|truststore|keychain(?:-db)?|kwallet)$/, 'a key file'],
  [/\.(?:kdbx?|psafe3|agilekeychain|opvault|1pif|1pux|enpassdb)$/, 'a password store'],
  [/\.(?:gpg|pgp)$/, 'a key file'],
  // A document in AsciiDoc or a mere signature ends so as well.
  [
    /(?:^|[-_.])(?:key|seckey|secret|secrets|private|privkey|gpg|pgp)(?:[-_.].*)?\.asc$/,
    'a key file',
  ],
  [
    /\.(?:ovpn|tblk|pcf|nmconnection|rdp|mobileconfig)$|^(?:wg\d*(?:-[\w-]+)?|wireguard)\.conf$/,
    'access to a network',
  ],
  [/\.(?:publishsettings|cscfg|mobileprovision|pubxml\.user)$/, 'credentials'],
  [
    new RegExp(
      String.raw`^(?:[.]?(?:credentials?|creds|secrets?|passwords?|passwd|api[-_]?keys?|(?:access|auth|oauth|refresh|bearer|id|api)[-_]?tokens?|vault[-_]?pass(?:word)?(?:[-_]?file)?))(?:\.enc)?(?:\.(?:${dataFile}|enc|md))?$`,
    ),
    'credentials',
  ],
  [
    new RegExp(
      String.raw`(?:^|[._-])(?:credentials?|creds|secrets?|passwords?|api[-_]?keys?|tokens)${stage}\.(?:${dataFile}|enc)$`,
    ),
    'credentials',
  ],
  [/(?:^|[._-])ansible[-_]?vault(?:[._-]\w{1,20})?\.(?:ya?ml|json)$/, 'credentials'],
  [/^\.?tokens?(?:\.txt)?$/, 'credentials'],
  [
    new RegExp(
      String.raw`[._-](?:credentials?|creds|secrets?|passwords?)(?:\.enc)?\.(?:${dataFile}|enc)$`,
    ),
    'credentials',
  ],
  [/\.(?:ya?ml|json|env|toml|ini)\.enc$/, 'credentials'],
  [/^(?:credentials|secrets)\.tfrc\.json$/, 'credentials'],
  [/\.(?:secrets?|credentials|vault)$/, 'credentials'],
  [
    /^(?:.*[-_.])?(?:service[-_]?accounts?(?:[-_]?keys?)?|client[-_]?secrets?|gcp[-_]?(?:key|sa)|gcloud[-_]?key)(?![-_.](?:schema|controller|types?|openapi|crd|role|template|locale|test))(?:[-_.].*)?\.json$/,
    'credentials',
  ],
  [/firebase-adminsdk.*\.json$/, 'credentials'],
  [
    /^(?:bitwarden|lastpass|1password|keepass|dashlane)(?![a-z]).*\.(?:csv|json|xml)$/,
    'a password store',
  ],
  [/^(?:recovery|backup)[-_]codes?\b/, 'credentials'],
  [/^utc--\d{4}-/, 'a wallet'],
  [/[._-]kube[-_]?config$|^kube[-_]?config(?:[-_.].*)?\.ya?ml$/, 'credentials'],
  [new RegExp(`^kube[-_]?config${stage}$`), 'credentials'],
  [/\.(?:tfstate|tfvars)(?:\.json)?$|\.tfstate\./, 'Terraform state or variables'],
  [
    /^\.[\w.-]*[._-]?history$|^(?:fish|bash|zsh|sh|ksh|python|psql|mysql|node_repl|sqlite|rediscli|irb|mongo)[._-]history$/,
    'a history of commands',
  ],
];

/** Where a data file, or one without an ending, holds what the folder is called after. */
export const secretFolders = /^(?:secrets?|credentials|passwords)$/;
export const codeFolders =
  /^(?:src|lib|pkg|internal|cmd|components|docs?|tests?|spec|__tests__|crates|packages|examples?|fixtures)$/;
export const secretData = new RegExp(
  String.raw`^(?!(?:readme|licen[cs]e|makefile|dockerfile|changelog|owners|codeowners|notice|build)\b)(?:[^.]+|.*\.${dataFile})$`,
);

/** What teaches which names there are, and holds none of the values. */
export const templateNames =
  /[._-](?:example|sample|template|tmpl|tpl|dist|schema|defaults?)(?:\.\w{2,5})?$/;

/** The public half of a pair of keys is there to be given away. */
export const publicFiles =
  /\.pub$|^(?:[\w.-]*[._-])?(?:pub|public)(?:[-_]?key)?(?:[._-][\w.-]*)?\.(?:pem|key|asc|gpg|txt)$|^(?:ca|cacert|ca[-_.](?:bundle|cert|chain|root|certificates)|chain|fullchain|root[-_]?ca)\.pem$/;

/** Places for words, interfaces and templates, where a file about secrets holds none. */
export const interfaceFolders =
  /^(?:locales?|i18n|l10n|lang|langs|languages|translations?|messages|nls|abis?|contracts|design|tokens|themes?|schemas?|openapi|templates?|_locales)$/;

/** What in such places is called by the thing that it speaks of. */
export const exemptDataFiles = /\.(?:json5?|ya?ml|toml|properties|xml|txt|md|ini|plist|csv|tpl)$/;

/** Where a name of a person's own directory means a person's. */
export const homeFolders =
  /^(?:[a-z]:\/)?(?:home\/[^/]+|users\/[^/]+|root|var\/(?:lib|root|home)(?:\/[^/]+)?|export\/home\/[^/]+)$/;

/** Code about secrets is code: patterns for data do not speak of it. */
export const sourceCodeNames =
  /\.(?:[cm]?[jt]sx?|py|pyi|go|rs|java|kts?|rb|php|[ch]|cc|cpp|hpp|cs|swift|scala|dart|lua|sh|md|html?|s?css|vue|svelte)$/;
