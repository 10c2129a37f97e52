import * as z from 'zod';
import { parseJson } from '../../base/json';
import { ProviderError, type FailureDetail, type ProviderErrorCode } from '../errors';
import { fieldsOf } from './text';

/** Of each field no more than it can be read as: what is wrong with one takes the others not along. */
const complaintFields = {
  message: z.string().nullish().catch(undefined),
  type: z.string().nullish().catch(undefined),
  param: z.string().nullish().catch(undefined),
  code: z.union([z.number(), z.string()]).nullish().catch(undefined),
  status: z.union([z.number(), z.string()]).nullish().catch(undefined),
  status_code: z.union([z.number(), z.string()]).nullish().catch(undefined),
  http_code: z.union([z.number(), z.string()]).nullish().catch(undefined),
};

/** The five shapes of the reference, section 8, and vLLM's own `{detail}` (addendum, 2.1). */
const errorBody = z.looseObject({
  error: z.unknown().optional(),
  detail: z.unknown().optional(),
  ...complaintFields,
});

const complaintBody = z.looseObject(complaintFields);

export interface ServerErrorBody {
  readonly message: string;
  readonly type: string | undefined;
  readonly parameter: string | undefined;
  /** The status that an error inside a stream names, since its HTTP status was 200. */
  readonly status: number | undefined;
  /** `{"detail": …}`: the web framework answered, so the route does not exist. */
  readonly fromFramework: boolean;
}

const maxMessageLength = 2_000;

/** The frontend in Rust, like OpenAI, has words where the others have a status (reference, section 8). */
const statusOfWord: ReadonlyMap<string, number> = new Map(
  Object.entries({
    invalidrequest: 400,
    jsonparse: 400,
    contextlengthexceeded: 400,
    badrequest: 400,
    invalidargument: 400,
    authentication: 401,
    invalidapikey: 401,
    unauthenticated: 401,
    unauthorized: 401,
    permission: 403,
    permissiondenied: 403,
    forbidden: 403,
    notfound: 404,
    modelnotfound: 404,
    ratelimit: 429,
    ratelimitexceeded: 429,
    insufficientquota: 429,
    toomanyrequests: 429,
    resourceexhausted: 429,
    overloaded: 503,
    unavailable: 503,
    serviceunavailable: 503,
  }),
);

/** Whether in small letters or capitals, with lines between or as the name of an error. */
function plainWord(word: string): string {
  return word
    .toLowerCase()
    .replace(/[^a-z]/g, '')
    .replace(/error$/, '');
}

/** Reads any error body; what is not JSON (a proxy's HTML) becomes its own first line. */
export function readErrorBody(text: string): ServerErrorBody {
  return complaintIn(parseJson(text)) ?? plain(text);
}

/**
 * The error in a body that came with a status of success: 0.16.0 answers so once its engine is dead,
 * and to some malformed constraints (seen), and every release does in streams (reference, section
 * 7.6). `undefined` for a body that does not say of itself that it is one.
 */
export function errorInSuccess(json: unknown, url: string | undefined): ProviderError | undefined {
  const body = fieldsOf(json);
  // Wrapped since 0.10.1, and until then with the word for what it is (reference, section 8).
  const isError = Boolean(body?.['error']) || body?.['object'] === 'error';
  return isError ? errorInPlace(json, url) : undefined;
}

/**
 * The error in a body that came instead of what was asked for; each shape of an error counts, also
 * one that does not call itself an error.
 */
export function errorInPlace(json: unknown, url: string | undefined): ProviderError | undefined {
  const complaint = complaintIn(json);
  return complaint && toProviderError(failing(complaint.status), complaint, url);
}

/**
 * Whether the server could not read a call that it had made the model write, since the token limit
 * had cut it: 400 for a whole answer (seen on 0.10.2 and 0.16.0; 0.32.0 answers with the markup).
 */
export function isCutToolCall({ code, message }: ProviderError): boolean {
  return code === 'rejected' && message.includes('Invalid JSON: EOF while parsing');
}

/** Turns a refusal into the error that callers act on: its status decides, wording only of the reason. */
export function toProviderError(
  status: number,
  complaint: ServerErrorBody,
  url: string | undefined,
  retryAfter?: number,
): ProviderError {
  const missing = complaint.fromFramework || complaint.type === 'Not Found' ? 'route' : 'model';
  const reason = reasonOf(status, complaint);
  return new ProviderError(codeOf(status, complaint), complaint.message, {
    status,
    ...(url === undefined ? {} : { url }),
    ...(status === 404 ? { missing } : {}),
    ...(complaint.parameter === undefined ? {} : { parameter: complaint.parameter }),
    ...(reason && { reason }),
    ...(retryAfter !== undefined && { retryAfter }),
  });
}

/** The complaint in a parsed body, if it is one of the known shapes. */
function complaintIn(json: unknown): ServerErrorBody | undefined {
  const parsed = errorBody.safeParse(json);
  if (!parsed.success) return undefined;
  const { error, detail, message, type, param } = parsed.data;
  const within = complaintBody.safeParse(error).data;
  if (within) {
    return {
      message:
        typeof within.message === 'string' ? clean(within.message) : inShort(JSON.stringify(error)),
      type: within.type ?? undefined,
      parameter: within.param ?? undefined,
      // Some servers write it beside the error.
      status: statusNamed(within) ?? statusNamed(parsed.data),
      fromFramework: false,
    };
  }
  const inWords = [error, message, detail].find((each) => typeof each === 'string');
  const said = inWords ?? (error ? JSON.stringify(error) : undefined);
  if (said === undefined) return undefined;
  return {
    message: clean(said),
    type: type ?? undefined,
    parameter: param ?? undefined,
    status: statusNamed(parsed.data),
    fromFramework: !error && !message,
  };
}

type Named = z.infer<typeof complaintBody>;

/** As a number, as a text, or by a word. */
function statusNamed(said: Named): number | undefined {
  const { code, status, status_code: ofHttp, http_code: other, type } = said;
  for (const named of [code, status, ofHttp, other, type]) {
    const number = typeof named === 'string' ? statusIn(named) : named;
    if (typeof number === 'number' && isFailure(number)) return number;
  }
  return undefined;
}

function statusIn(word: string): number | undefined {
  const [, digits] = /^\s*(?:HTTP[ /]?)?(\d{3})(?!\d)/i.exec(word) ?? [];
  return digits === undefined ? statusOfWord.get(plainWord(word)) : Number(digits);
}

/** The status that an error names; one that names none, or success, broke. */
function failing(status: number | undefined): number {
  return status !== undefined && isFailure(status) ? status : 500;
}

function isFailure(status: number): boolean {
  return status >= 400 && status < 600;
}

function codeOf(status: number, { type }: ServerErrorBody): ProviderErrorCode {
  // What a flag switches off, and no key opens (0.32; addendum, section 3, row 5).
  if (status === 403 && type === 'PermissionDeniedError') return 'unsupported';
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 404) return 'not-found';
  if (status === 429 || status === 503) return 'overloaded';
  if (status === 408 || status === 504 || status === 524) return 'timeout';
  if (status === 501) return 'unsupported';
  // A proxy did not get through to the server; beyond 520 in the words of Cloudflare's.
  if (status === 502 || (status >= 521 && status <= 523)) return 'unreachable';
  if (status >= 500) return 'failed';
  if (status >= 400) return 'rejected';
  return 'bad-response';
}

/** What no field tells, in the words of every release (addendum, section 3, rows 27 and 28). */
function reasonOf(status: number, { message }: ServerErrorBody): FailureDetail | undefined {
  return status === 400 && textOnly.test(message) ? 'text-only' : undefined;
}

const textOnly = /is not a multimodal model|At most 0 image/;

/** A page tells in its title what its text repeats. */
function plain(text: string): ServerErrorBody {
  const [, title] = /<title>([^<]*)<\/title>/i.exec(text) ?? [];
  const words = title ?? text.replace(/<[^<>]*>/g, ' ');
  const [line = ''] = words.trim().split(/\r?\n/, 1);
  return {
    message: title === undefined ? inShort(line) : clean(line.replace(/\s+/g, ' ')),
    type: undefined,
    parameter: undefined,
    status: undefined,
    fromFramework: true,
  };
}

/** vLLM appends ` (parameter=x, value=y)` since 0.14; the parameter is a field of its own here. */
function clean(message: string): string {
  const said = message.endsWith(')') ? message.split(' (parameter=', 1)[0] : message;
  return sentence((said ?? '').slice(0, maxMessageLength));
}

/** Characters of data that somebody reads. */
const maxDataLength = 300;

/** What is no sentence but data: a little of it tells something, of much only what it says in words. */
function inShort(text: string): string {
  const isData = /^\s*[[{]/.test(text);
  if (!isData || text.length <= maxDataLength) return clean(text.replace(/\s+/g, ' '));
  const [, words] = saidWithin.exec(text) ?? [];
  return words === undefined ? wordless : clean(words.replace(/\s+/g, ' '));
}

/** The message of an error whose end is missing, as where more of it came than is read. */
const saidWithin = /"(?:message|detail)"\s{0,4}:\s{0,4}"([^"\\]{1,2000})/;

const wordless = 'an error without a message';

/** Brackets and signs are none. */
function sentence(text: string): string {
  return text.trim() !== '' && !/\p{L}/u.test(text) ? wordless : text;
}
