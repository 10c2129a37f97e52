/** Names of files that hold keys or passwords, whatever an ignore file says about them. */
const secretNames: readonly (readonly [pattern: RegExp, label: string])[] = [
  [/^\.env/i, '.env*'],
  [/\.env$/i, '*.env'],
  [/^id_/i, 'id_*'],
  [/\.(?:pem|key|p8|p12|pfx|ppk|jks|keystore|kdbx?|gpg|pgp|asc|ovpn)$/i, 'a key file'],
  [/^\.?(?:npmrc|yarnrc\.yml|pypirc|netrc|pgpass|my\.cnf|htpasswd|vault-token)$/i, 'credentials'],
  [/^[._]?netrc$/i, 'credentials'],
  [/^\.?(?:git-credentials|docker(?:cfg|configjson))$/i, 'credentials'],
  [
    /^(?:credentials|secrets?)(?:\.(?:json|ya?ml|toml|ini|cfg|conf|txt|properties|xml|csv))?$/i,
    'credentials',
  ],
  [/\.(?:secrets?|credentials)$/i, 'credentials'],
  [/^(?:service[-_]?account|client_secret).*\.json$/i, 'credentials'],
  [/\.(?:tfstate|tfvars)(?:\.|$)/i, 'Terraform state or variables'],
];

/** Directories that hold nothing but such files. */
const secretDirectories = new Set(['.ssh', '.gnupg', '.aws', '.azure', '.kube']);

/** Names the rule by which the last segment of a path is a secret. */
export function secretRule(name: string, kind: 'file' | 'directory'): string | undefined {
  if (kind === 'directory') {
    return secretDirectories.has(name.toLowerCase()) ? `${name}/` : undefined;
  }
  return secretNames.find(([pattern]) => pattern.test(name))?.[1];
}
