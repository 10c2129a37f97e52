import { looksRandom } from './randomness';
import { mayBePassword } from './passwordWords';
import type { SecretSpan } from './secretSpan';

/** Longer than any part of an address in front of its host. */
const maxUserLength = 256;
const maxPasswordLength = 512;

/** A secret access key stands beside the id of its key, in files that name neither. */
const awsKey = /(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9])/g;
const besideKey = /(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g;
const reach = 300;

/** Passwords that stand in addresses, and AWS's secret keys, which have no form. */
export function passwordsIn(text: string): readonly SecretSpan[] {
  return [...inAddresses(text), ...besideTheirId(text)];
}

function inAddresses(text: string): readonly SecretSpan[] {
  const found: SecretSpan[] = [];
  for (let at = text.indexOf('://'); at !== -1; at = text.indexOf('://', at + 3)) {
    const begin = at + 3;
    const rest = text.slice(begin, begin + maxUserLength + maxPasswordLength);
    const authority = /^[^\s/?#"'`<>\\]*/.exec(rest)?.[0] ?? '';
    const odd = passwordWithMarks(text.slice(Math.max(0, at - maxSchemeLength), at), rest);
    if (odd) {
      found.push({ start: begin + odd.start, end: begin + odd.end, what: 'password' });
      continue;
    }
    const colon = authority.indexOf(':');
    const last = authority.lastIndexOf('@');
    if (last === -1) continue;
    if (colon === -1 && isToken(authority.slice(0, last), authority.slice(last + 1))) {
      found.push({ start: begin, end: begin + last, what: 'token' });
    }
    if (colon === -1 || last <= colon + 1) continue;
    const password = authority.slice(colon + 1, last);
    // The digest of an image stands behind an @ as well.
    if (authority.startsWith('sha256:', last + 1)) continue;
    if (!mayBePassword(password)) continue;
    found.push({ start: begin + colon + 1, end: begin + last, what: 'password' });
  }
  return found;
}

/** Of databases and queues, where people write passwords as they are, with `/`, `?` or `#` in them. */
const services =
  /(?:^|[^a-z])(?:postgres(?:ql)?|mysql|mariadb|mongodb|rediss?|amqps?|mssql|sqlserver|clickhouse|cockroachdb|ftp|sftp|smtps?)(?:\+\w{1,20})?$/i;
const maxSchemeLength = 40;

function passwordWithMarks(
  scheme: string,
  rest: string,
): { readonly start: number; readonly end: number } | undefined {
  if (!services.test(scheme)) return undefined;
  // Piece by piece: no expression goes back over what it read, however many addresses there are.
  const [before = ''] = /^[^\s@"'`<>\\]{0,512}/.exec(rest) ?? [];
  if (!/^@[\w.[-]/.test(rest.slice(before.length, before.length + 2))) return undefined;
  const [, user = '', password = ''] = /^([^/?#:]*):(.*)$/.exec(before) ?? [];
  if (!/[/?#]/.test(password)) return undefined;
  // Behind a machine's name stands its port.
  if (/^\d{2,5}[/?#]/.test(password) || !mayBePassword(password)) return undefined;
  const start = user.length + 1;
  return { start, end: start + password.length };
}

/** Who has no name shows a token; where errors are sent to, it is public. */
function isToken(user: string, host: string): boolean {
  if (!/^[\w.~-]{16,}$/.test(user) || /sentry|ingest/.test(host)) return false;
  return looksRandom(user, 'digits and one case');
}

function besideTheirId(text: string): readonly SecretSpan[] {
  // Looking for two words takes less than looking for either.
  if (!text.includes('AKIA') && !text.includes('ASIA')) return [];
  return [...text.matchAll(awsKey)].flatMap(({ index, 0: id }) => {
    const from = index + id.length;
    const keys = [...text.slice(from, from + reach).matchAll(besideKey)];
    return keys
      .filter(([key]) => looksRandom(key, 'both cases'))
      .map(({ index: at, 0: key }) => {
        const start = from + at;
        return { start, end: start + key.length, what: 'AWS key' };
      });
  });
}
