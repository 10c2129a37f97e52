import type { SecretKind } from '../base/redaction';
import { looksRandom } from '../context/randomness';
import { trimmedKey } from '../provider/apiKey';

export interface GivenSecret {
  readonly text: string;
  readonly kind: SecretKind;
}

export interface CommandSecrets {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The keys and passwords that a person gave, well-formed or not: arguments are searched as they
 * were typed, since what is mistyped is quoted in an error.
 */
export function givenSecrets({ args, env }: CommandSecrets): readonly GivenSecret[] {
  return [...args.flatMap((_, index) => inArgument(args, index)), ...inEnvironment(env)];
}

const keyVariables = ['TRELLIS_API_KEY', 'TRELLIS_ENGINE_API_KEY', 'TRELLIS_ENGINE_TOKEN'];
const addressVariable = /^(?:TRELLIS_BASE_URL|.*_proxy)$/i;

function inEnvironment(env: CommandSecrets['env']): readonly GivenSecret[] {
  return Object.entries(env).flatMap(([name, value = '']) => {
    if (keyVariables.includes(name)) return [key(value)];
    return addressVariable.test(name) ? [...inAddress(value), ...misplaced(value)] : [];
  });
}

/** `--api-key K`, and what else it may have been taken for: `-apikey=K`, `--token K`. */
const keyOption =
  /^-+(?:[a-z-]*[-_])?(?:api[-_]?key|key|token|secret|password|auth\w*)(?:=(.*))?$/is;
const headerOption = /^-+(?:headers?|H)(?:=(.*))?$/is;
const addressOption = /^--base-url(?:=(.*))?$/s;
const anyOption = /^--[a-z][a-z-]*(?:=|$)/;
const scheme = /^(?:\S*authorization:?|bearer|basic)$/i;

/** What the argument at `index` holds, or the one behind it if this is an option. */
function inArgument(args: readonly string[], index: number): readonly GivenSecret[] {
  const [argument = '', following = ''] = args.slice(index);
  // Without its quotes, a header is several arguments: the key is the last of them.
  const last = args.slice(index + 1).find((each) => !scheme.test(each)) ?? '';
  const value = anyOption.test(last) ? '' : last;
  const [isKey, itsKey = value] = keyOption.exec(argument) ?? [];
  if (isKey !== undefined) return [key(itsKey)];
  const [isHeader, itsHeader = following] = headerOption.exec(argument) ?? [];
  if (isHeader !== undefined) return [...inHeader(itsHeader), ...inHeader(value)];
  const [isAddress, itsAddress = following] = addressOption.exec(argument) ?? [];
  if (isAddress !== undefined) return [...inAddress(itsAddress), ...misplaced(itsAddress)];
  if (scheme.test(argument)) return [key(value)];
  return /\s/.test(argument) ? [] : inAddress(argument);
}

const opening = /auth|key|token|secret|password|cookie|bearer|basic/i;

function inHeader(text: string): readonly GivenSecret[] {
  const [, name, value = ''] = /^([^\s:=]+)[:=]?(.*)$/s.exec(text.trim()) ?? [];
  if (name === undefined || text.trim().endsWith(':')) return [];
  // Of what is no header nobody knows which part is the key.
  if (value.trim() === '') return [key(text)];
  const kind = opening.test(name) ? 'key' : 'header';
  const [, token, user] =
    /^(?:(?:bearer|token)\s+|basic\s+(?=(\S+)))?(.*)$/is.exec(value.trim()) ?? [];
  return [{ text: user ?? '', kind }, ...(token === undefined ? [] : inUser(fromBase64(token)))];
}

/** Name and password of an address; the last `@` ends them, whatever stands before it. */
function inAddress(text: string): readonly GivenSecret[] {
  const [, given, user] =
    /^(?:[a-z][a-z0-9+.-]*:(?=\/\/))?(\/\/)?(\S[^]*)@[^@\s]*$/i.exec(text.trim()) ?? [];
  if (user === undefined || (given === undefined && !user.includes(':'))) return [];
  return [...inUser(user), ...inUser(percentDecoded(user))];
}

/** A key where a machine is named: of these names few are so long, and drawn by chance. */
function misplaced(text: string): readonly GivenSecret[] {
  const words = text.match(/[A-Za-z0-9_]{20,}/g) ?? [];
  return words.filter((word) => looksRandom(word, 'digits and one case')).map(key);
}

/** `name:password`, or a key in place of both. */
function inUser(user: string): readonly GivenSecret[] {
  const [, password = ''] = /^[^:]*:([^]*)$/.exec(user) ?? [];
  return [key(user), key(password)];
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString();
}

function key(text: string): GivenSecret {
  return { text: trimmedKey(text), kind: 'key' };
}
