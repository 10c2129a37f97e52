import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { secretRule } from '../../../src/context/secrets';
import { expectLinearIn } from '../../support/growth';

const secret = `
  .env .env.local .env.production .ENV prod.env prod.env.local app.env.staging .envrc
  .dev.vars .envs/.production/.django local.settings.json .env.bak .env~ .env.swp .env.1 .env.old.2
  id_rsa id_ed25519 id_ed25519_sk id_rsa.old deploy_rsa ci-ed25519 .id_rsa.swp #id_rsa#
  key.pem key.pem.bak server.key tls.key.orig store.p12 cert.pfx putty.ppk release.jks
  ssh_host_ed25519_key signing.snk krb5.keytab release.keystore secring.gpg private-key.asc
  passwords.kdbx vault.psafe3 export.1pif client.ovpn wg0.conf office.nmconnection desk.rdp
  .ssh/config .gnupg/trustdb .kube/config .aws/config .azure/token .password-store/mail.txt
  .docker/config.json .docker/config.json.bak .dockercfg .dockerconfigjson containers/auth.json
  .config/gh/hosts.yml .config/gcloud/x.json .config/rclone/rclone.conf .config/glab-cli/config.yml
  .npmrc .pypirc .netrc _netrc .pgpass .my.cnf .mylogin.cnf .s3cfg .boto .databrickscfg
  .git-credentials .htpasswd .vault-token .vault_pass .vault_pass.txt vault.yml .terraformrc
  .cargo/credentials .cargo/credentials.toml .gem/credentials .bundle/config .m2/settings.xml
  .gradle/gradle.properties .sbt/.credentials kaggle.json .huggingface/token .snowsql/config
  .dbt/profiles.yml .vscode/sftp.json sftp-config.json .idea/webServers.xml FileZilla.xml
  credentials credentials.json credentials.csv secrets.yml secrets.yaml secret.toml secrets.json
  prod-secrets.yaml db.secret.yml appsettings.Secrets.json passwords.txt password.csv
  aws-credentials.csv my_credentials.json service-account-prod.json serviceAccount.json
  client_secret_123.json x-firebase-adminsdk-ab1.json application_default_credentials.json
  wp-config.php wp-config.php~ wp-config.php.save LocalSettings.php config/database.yml
  kubeconfig kubeconfig.yaml kube_config_cluster.yml prod.kubeconfig k3s.yaml talosconfig
  main.tfstate main.tfstate.backup main.tfstate.1699.backup prod.tfvars prod.auto.tfvars.json
  .bash_history .zsh_history .python_history .psql_history .mysql_history .node_repl_history
  .sqlite_history .rediscli_history .irb-history .history .lesshst .viminfo .Rhistory
  ConsoleHost_history.txt fish_history .bash_history.bak etc/shadow
  logins.json key4.db recovery-codes.txt backup_codes.md.txt wallet.dat
  bitwarden_export_2024.csv jenkins/credentials.xml hudson.util.Secret master.key
  .ssh.bak/id .ssh_old/config .gnupg-backup/x run/secrets/db_password secrets/prod.yaml
  secrets/db_password secrets.enc.yaml credentials.yml.enc creds.json api_key.txt apikeys.txt
  api-keys.json private_key private-key.txt privatekey.txt deploy_key github_deploy_key vault_pass.txt
  vault-password.txt passwords.md access_token.txt oauth_token.json token token.txt .env2
  env.production .dev.vars.production .prod.vars .pgpass.conf key.pem.b64 key.pem.enc ssh.tar.xz
  .authinfo .authinfo.gpg .curlrc .wgetrc .config/pip/pip.conf .mbsyncrc .smbcredentials .rclone.conf
  .sentryclirc .argocd/config .config/argocd/config .config/helm/registry/config.json
  .ngrok2/ngrok.yml .cloudflared/1234.json .config/hcloud/cli.toml .circleci/cli.yml
  .config/flyctl/config.yml .claude.json .gemini/oauth_creds.json .cache/huggingface/stored_tokens
  .Xauthority .lein/profiles.clj .subversion/auth/svn.simple/a AppData/Roaming/NuGet/NuGet.Config
  gcloud/credentials.db .config/BraveSoftware/Brave-Browser/Default/Cookies
  secrets.prod.yaml secrets.production.yml secrets-prod.yaml secrets_dev.json credentials.prod.json
  secrets.staging2.toml secrets.prod.eu-west-1.yaml app-secrets.qa.json creds-uat.ini passwords.ci.txt
  secrets.live.enc db.credentials.prod.eu.yml secrets.dev.local.yaml secrets.prod.yaml.bak
  serviceAccountKey.json serviceAccountKey-prod.json my-service-account.json service_account_keys.json
  rootkey.csv accessKeys.csv user_accessKeys.csv admin-access-keys.csv aws_keys.txt aws-access-keys.prod.csv
  etc/shadow- /etc/gshadow- /etc/passwd- etc/shadow.bak
  wireguard.conf wg0-office.conf
  rsa.private jwt.private my-ssh.priv adbkey .android/adbkey .erlang.cookie .cqlshrc cassandra/cqlshrc
  .config/helm/repositories.yaml kubeconfig.prod kubeconfig-staging kubeconfig.prod.eu prod-kubeconfig
  vault_password_file .vault-password-file ansible-vault.yml prod-ansible-vault.yaml jwt_secret jwt-secret.txt
  openai_api_key anthropic-api-key.txt hf_token stripe_secret_key.enc .slack-token .nomad-token
  .mc/config.json .minio/config.json .snowflake/config.toml .railway/config.json .atlasrc
  .wrangler/config/default.toml signing.properties solana/id.json mnemonic.txt .env\u200b e\u2060nv.prod
  .config/Code/User/globalStorage/state.vscdb work_id_rsa secrets/kubeconfig.local user-secrets.json
`;

const harmless = `
  secrets-manager.yaml secret-santa.txt secret-products.json secret-cinema.yaml secrets-testament.txt
  secretsmanager.json credentials-provider.json credentials.schema.json secrets.test.ts secrets.prod.go
  external-secrets-operator.yaml secrets-in-ci.md docs/secrets.prod.md locales/secrets.prod.json
  secrets.prod.yaml.example service-account-role.json service-accounts.yaml serviceAccount.ts
  serviceAccountKey.ts service-account-schema.json accessKeys.ts access-keys.md access_keys.json keys.csv
  shadow.css shadow.ts css/shadow/index.css etc/sudoers.d/deploy.j2.md roles/etc/sudoers.d/deploy
  src/proc/environ.c proc/environ.rs a/proc/1/stat etc/wireguard/home.conf.md wireguard.ts wgpu.conf
  private.ts rsa.private.ts rsa.ts priv.go erlang.mk cookie.erl cookie.ts cqlsh.py helm/repositories.md
  kubeconfig.go kubeconfig_test.go kubeconfig.md kubeconfig-loader.ts vault.ts ansible-vault.md
  jwt_secret.py jwt-secret-rotation.md api-key-guard.ts create-api-key.json token-bucket.txt csrf-tokens.ts
  config.json config/config.toml default.toml signing.md id.json mnemonic.ts keys.json keymap.txt
  src/id_generator.ts src/id_token.go id_map.json identity.py src/secrets.ts internal/secrets/store.go
  src/credentials.py lib/password.rb src/environment.ts env.d.ts vite-env.d.ts src/env.ts env.py
  environments/production.ts src/keyboard.key.ts src/keys.ts key.ts public.key.ts keymap.json
  .env.example .env.sample .env.template config/.env.dist .envrc.example secrets.yml.example
  credentials.json.sample prod.tfvars.example README.asc docs/book.asc release.tar.gz.asc
  pemfile.go server.crt ca.cer github.pub history.ts src/history/index.ts HISTORY.md
  useHistory.tsx CHANGELOG.md docker/config.json docker-compose.yml .docker/Dockerfile
  .config/app/settings.json .github/workflows/ci.yml .gitignore .gitattributes .dockerignore
  config.json settings.xml src/config main.tf variables.tf profiles.yml tokens.json theme.tokens.json
  token.ts auth.ts src/auth/index.ts kube/deployment.yaml connections.toml sshd.ts ssh/config.ts
  aws/main.tf .awsrc.ts hosts.yml vault.ts backup.ts notes.local.md a.ts.bak package.json
  id_rsa.pub id_ed25519.pub jwt.pub.pem public.pem ca.pem fullchain.pem signing-public.key
  locales/en/auth.json locales/de/credentials.json locales/en/passwords.json i18n/en/wallet.json
  abi/Wallet.json contracts/Token.json design/token.json _locales/en/secrets.json
  packages/keyrings/index.ts docker/google-chrome/entrypoint.sh chromium/default/config.json
  etc/kubernetes/deploy.yaml deploy/etc/kubernetes/manifest.yaml .aws/task-definition.json
  .azure/pipelines.yml .kube/README.md .gcloud/cloudbuild.yaml .chef/README.md
  charts/templates/secret.yaml charts/templates/external-secrets.yaml client-secret-schema.json
  service-account-controller.json docs/keybindings.asc docs/monkey.asc db/sql/order_history
  .yarnrc.yml .flaskenv cmd/secrets/main.go src/secrets/defaults.json secrets/README.md
  packages/secrets/package.json docs/credentials/overview.txt release.txt.asc key.example.pem
  gradle.properties pip.conf.py hostname passwd.ts wallet.ts backup-codes.ts local.ts recovery.md
`;

const namesIn = (text: string): readonly string[] => text.trim().split(/\s+/);

describe('a name that may be a secret', () => {
  it.each(namesIn(secret))('is %s', (path) => {
    expect(secretRule(`/home/me/work/${path}`)).toBeDefined();
    expect(secretRule(path)).toBeDefined();
  });

  it.each(namesIn(harmless))('is not %s', (path) => {
    expect(secretRule(`/home/me/work/${path}`)).toBeUndefined();
    expect(secretRule(path)).toBeUndefined();
  });

  it.each([
    ['/home/me/.aws/anything.json', '.aws/'],
    ['/Users/me/.kube/cache/x', '.kube/'],
    ['C:\\Users\\me\\.azure\\x.json', '.azure/'],
    ['/root/.kube-backup/config2', '.kube-backup/'],
    ['/home/me/.aws.bak/credentials2', '.aws.bak/'],
    ['/etc/kubernetes/pki/x', 'kubernetes/'],
    ['/home/me/.yarnrc.yml', 'credentials'],
    ['/etc/ssl/private/x', 'private/'],
    ['/etc/mysql/debian.cnf', 'credentials'],
    ['/etc/NetworkManager/system-connections/Home', 'system-connections/'],
    ['/proc/self/environ', 'proc/'],
    ['/proc/123/environ', 'proc/'],
    ['/proc/1/task/2/mem', 'proc/'],
    ['/etc/sudoers.d/deploy', 'sudoers.d/'],
    ['/etc/wireguard/home.conf', 'wireguard/'],
    ['/etc/openvpn/login.conf', 'openvpn/'],
    ['/etc/ppp/options', 'ppp/'],
    ['/Users/me/Library/Application Support/Google/Chrome/Default/Login Data', 'default/'],
  ])('is %s, of a person or the machine', (path, rule) => {
    expect(secretRule(path)).toBe(rule);
  });

  it.each([
    'server (1).key',
    'credentials (2).json',
    'credentials - Copy.json',
    'credentials copy 2.json',
    'id_rsa copy',
    'Copy of id_rsa',
    'Copy (3) of secrets.yml',
    'Backup of .netrc',
    'secrets-old.yaml',
  ])('is the copy “%s”', (path) => {
    expect(secretRule(path)).toBeDefined();
  });

  it('stays one however often it is copied', () => {
    const original = fc.constantFrom('.env', 'id_rsa', 'key.pem', 'secrets.yml', '.netrc');
    const ending = fc.constantFrom('.bak', '.old', '.orig', '.save', '~', '.local', '.copy', '.1');
    fc.assert(
      fc.property(original, fc.array(ending, { maxLength: 4 }), (name, endings) => {
        expect(secretRule(name + endings.join(''))).toBeDefined();
      }),
    );
  });

  it('is judged in every segment, also of a directory', () => {
    expect(secretRule('/home/me/.ssh/')).toBe('.ssh/');
    expect(secretRule('/home/me/.ssh/keys/work/notes.md')).toBe('.ssh/');
    expect(secretRule('/home/me/.config/gcloud/')).toBe('gcloud/');
    expect(secretRule('/home/me/.env/bin/activate')).toBeUndefined();
  });

  it.each(['.old', ' (1)', '~', 'copy of ', 'key.', 'a', '_', '.'])(
    'is found in time in proportion to the name, be it of many %j',
    async (piece) => {
      await expectLinearIn(piece, secretRule);
    },
  );
});
