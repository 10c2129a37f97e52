import { isFiller, consistsOfWords, looksRandom } from './randomness';
import { mayBePassword } from './passwordWords';
import { isPlaceholder } from './placeholders';
import type { SecretForm } from './secretForm';

const field = (
  what: string,
  starts: readonly string[],
  rest: RegExp,
  accepts: SecretForm['accepts'],
  front?: RegExp,
): SecretForm => ({
  what,
  starts,
  rest: new RegExp(rest.source, rest.flags + 'y'),
  accepts,
  front,
  start: 'a name',
});

const isDrawn = (value: string): boolean => looksRandom(value, 'digits and one case');

/** A name and a password in base64, as in headers and the credentials of registries. */
function isPair(value: string): boolean {
  const pair = Buffer.from(value, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return /^[\x20-\x7e]+$/.test(pair) && colon > -1 && mayBePassword(pair.slice(colon + 1));
}

/** As long as all of them are, of letters that chance drew. */
function isAwsSecret(value: string): boolean {
  return value.length === 40 && !isFiller(value) && (/\d/.test(value) || !consistsOfWords(value));
}

/** Among other settings, where no program stands: a digit in it, and no call or variable. */
function isSetting(value: string): boolean {
  return value.length >= 6 && mayBePassword(value) && /\d/.test(value) && /[A-Za-z]/.test(value);
}

const isDrawnOrPair = (value: string): boolean => isDrawn(value) || isPair(value);

const setting = /["']?\s{0,3}[=:]\s{0,3}["']?([\w+/.-]{16,400}={0,2})/;

/** No end of a longer one, as `_password` is of `db_password`. */
const ownName = /(?<![\w-])$/;

/** Values that have no form of their own, in files and headers whose form is well known. */
export const secretFields: readonly SecretForm[] = [
  field('token', ['Bearer ', 'bearer '], /([\w.~+/-]{20,3000}={0,2})/, isDrawn),
  field('password', ['Basic ', 'basic '], /([A-Za-z0-9+/]{8,400}={0,2})(?![\w+/=])/, isPair),
  field('npm token', ['_authToken', '_auth', '_password'], setting, isDrawnOrPair, ownName),
  field('token', ['_authToken', '_auth'], setting, isDrawnOrPair),
  field('password', ['_password'], setting, isDrawnOrPair),
  field('password', ['"auth"'], /\s{0,3}:\s{0,3}"([A-Za-z0-9+/]{8,2000}={0,2})(?=")/, isPair),
  field(
    'password',
    ['machine '],
    /(?:localhost|[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})\s{1,16}login\s{1,8}[^\s"'`]{1,200}\s{1,16}password\s{1,8}([^\s"'`]{3,200})/,
    mayBePassword,
  ),
  field(
    'password',
    ['password=', 'Password=', 'PASSWORD=', 'pwd=', 'Pwd=', 'PWD='],
    // Between other settings on its line, in one string with them.
    /(?<=\w\s?=\s?[^\s"'`=;&,()]{1,200}["']?[ \t]{0,4}[;&?\s][ \t]{0,4}\w{3,8}=)([^\s"'`,;&(){}<>$]{6,200})(?=$|[\s"'`;&])/m,
    isSetting,
  ),
  field(
    'AWS key',
    [
      ...['secret_access_key', 'SECRET_ACCESS_KEY', 'secretAccessKey', 'SecretAccessKey'],
      ...['secretaccesskey', 'aws_secret_key', 'awsSecretKey', 'AWSSecretKey', 'AWS_SECRET_KEY'],
      ...['aws_session_token', 'AWS_SESSION_TOKEN', 'sessionToken', 'SessionToken'],
    ],
    /["'\])]{0,3}\s{0,4}(?:[:=]|=>|:=)\s{0,4}["']?([A-Za-z0-9/+]{40,2000}={0,2})(?![\w(.])/,
    (value) => looksRandom(value, 'digits and both cases') || isAwsSecret(value),
    /$/,
  ),
  field(
    'WireGuard key',
    ['PrivateKey', 'PresharedKey'],
    /\s{0,3}=\s{0,3}([A-Za-z0-9+/]{43}=)/,
    isDrawn,
  ),
  field(
    'private key',
    ['"d"', '"p"', '"q"', '"dp"', '"dq"', '"qi"', '"k"'],
    /\s{0,3}:\s{0,3}"([\w-]{40,2000})(?=")/,
    isDrawn,
  ),
  field('token', ['"identitytoken"'], /\s{0,3}:\s{0,3}"([\w.+/=-]{20,3000})(?=")/, isDrawn),
  field(
    'private key',
    ['<D>', '<P>', '<Q>', '<DP>', '<DQ>', '<InverseQ>'],
    /\s{0,20}([A-Za-z0-9+/]{40,3000}={0,2})(?=\s{0,20}<\/)/,
    isDrawn,
  ),
  field(
    'password',
    ['curl '],
    /[^\n]{0,160}?(?<=\s)(?:-u|--user)(?:\s{1,4}|=)["']?[^\s:"'$]{1,100}:([^\s"'$<>{}]{3,200})/,
    (value) => mayBePassword(value) && !isPlaceholder(value),
  ),
  field(
    'private key',
    ['client-key-data', 'tls.key'],
    /["']?:\s{0,3}["']?([A-Za-z0-9+/]{40,20000}={0,2})/,
    (value) => !consistsOfWords(value),
  ),
  field(
    'Ansible vault',
    ['$ANSIBLE_VAULT;'],
    /[\w.;-]{1,60}\s{1,40}((?:[0-9a-f]{1,80}\s{0,40}){1,2000})/,
    () => true,
  ),
];
