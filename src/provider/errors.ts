/**
 * What went wrong, for code to act on. Words for people are made at the edges from the code, the
 * server's own message and the address.
 *
 * - `unreachable`: no connection, or it broke; `detail.begun` says whether the answer had begun. With
 *   a status (502, 521 to 523): a proxy answers, and does not reach the server behind it
 * - `unauthorized`: 401 or 403, the key is missing or wrong
 * - `not-found`: the route or the model does not exist; `detail.missing` says which
 * - `rejected`: the server refused this request (400, 405, 413, 422, a redirect)
 * - `unsupported`: the server says that it cannot do this at all (501, or a flag forbids it)
 * - `overloaded`: 429 or 503
 * - `failed`: the server broke while working on it (other 5xx, an error inside a stream)
 * - `bad-response`: something answered, but not as the API promises
 * - `timeout`: silence for longer than allowed, here or at a proxy (408, 504, 524)
 */
export type ProviderErrorCode =
  | 'unreachable'
  | 'unauthorized'
  | 'not-found'
  | 'rejected'
  | 'unsupported'
  | 'overloaded'
  | 'failed'
  | 'bad-response'
  | 'timeout';

/**
 * What is known beyond the code.
 *
 * - `prompt-too-long`: the prompt alone fills the model's context window
 * - `engine-dead`: the server answers, but what generates in it has died; it must be restarted
 * - `untrusted`: nobody who is trusted here signed the server's certificate
 * - `text-only`: the model reads no images, or the server was told that it shall not
 * - `proxy`: a proxy on the way refuses to connect, and the server was never asked; `detail.proxy`
 *   names it, where it is known
 * - `no-key`: the server asks for a key, and none was sent, as opposed to a wrong one
 */
export type FailureDetail =
  'prompt-too-long' | 'engine-dead' | 'untrusted' | 'text-only' | 'no-key' | 'proxy';

export interface ProviderErrorDetail {
  /** HTTP status, where there was an answer. */
  readonly status?: number;
  readonly url?: string;
  /** The connection broke after the answer had begun. */
  readonly begun?: true;
  /** This server has answered earlier requests, in the same scheme. */
  readonly answeredBefore?: true;
  /** Which thing was not found: vLLM answers both with 404 (reference, section 8). */
  readonly missing?: 'route' | 'model';
  /** The field the server complains of. */
  readonly parameter?: string;
  readonly reason?: FailureDetail;
  /** Its address, without a name and a password. */
  readonly proxy?: string;
  /** Milliseconds after which the server asks to be tried again. */
  readonly retryAfter?: number;
  readonly cause?: unknown;
}

const retryable: ReadonlySet<ProviderErrorCode> = new Set(['unreachable', 'overloaded', 'timeout']);

/** Every failure of a server or of the way to it. An abort is never one: it stays an `AbortError`. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  readonly status: number | undefined;
  readonly url: string | undefined;
  readonly begun: boolean;
  readonly answeredBefore: boolean;
  readonly missing: 'route' | 'model' | undefined;
  readonly parameter: string | undefined;
  readonly reason: FailureDetail | undefined;
  readonly proxy: string | undefined;
  readonly retryAfter: number | undefined;

  constructor(
    readonly code: ProviderErrorCode,
    message: string,
    detail: ProviderErrorDetail = {},
  ) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.status = detail.status;
    this.url = detail.url;
    this.begun = detail.begun ?? false;
    this.answeredBefore = detail.answeredBefore ?? false;
    this.missing = detail.missing;
    this.parameter = detail.parameter;
    this.reason = detail.reason;
    this.proxy = detail.proxy;
    this.retryAfter = detail.retryAfter;
  }

  /** A copy of this error with another message. */
  worded(message: string): ProviderError {
    return message === this.message ? this : this.copy(message);
  }

  /** A copy of this error that says that the server has answered before. */
  afterAnswers(): ProviderError {
    return this.copy(this.message, { answeredBefore: true, cause: this.cause });
  }

  private copy(message: string, more: ProviderErrorDetail = {}): ProviderError {
    const { status, url, begun, answeredBefore, missing, parameter, reason, proxy, retryAfter } =
      this;
    return new ProviderError(this.code, message, {
      ...(status !== undefined && { status }),
      ...(url !== undefined && { url }),
      ...(begun && { begun }),
      ...(answeredBefore && { answeredBefore }),
      ...(missing !== undefined && { missing }),
      ...(parameter !== undefined && { parameter }),
      ...(reason !== undefined && { reason }),
      ...(proxy !== undefined && { proxy }),
      ...(retryAfter !== undefined && { retryAfter }),
      ...more,
    });
  }

  /** A copy with the reason, once it is known; `code` where that makes it another kind. */
  because(reason: FailureDetail, code = this.code): ProviderError {
    const { message, status, url, missing, parameter, retryAfter } = this;
    return new ProviderError(code, message, {
      ...(status !== undefined && { status }),
      ...(url !== undefined && { url }),
      ...(missing !== undefined && { missing }),
      ...(parameter !== undefined && { parameter }),
      ...(retryAfter !== undefined && { retryAfter }),
      reason,
      cause: this.cause,
    });
  }

  /** Whether the same request may succeed later without anybody changing anything. */
  get retryable(): boolean {
    return retryable.has(this.code);
  }
}

/** Whatever was thrown, as what callers act on. */
export function asProviderError(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ProviderError('failed', message, { cause: error });
}

/** Whether a server refuses what it was asked, as opposed to failing at it. */
export function isRefusal(error: unknown): error is ProviderError {
  const refused = error instanceof ProviderError && error.reason === undefined;
  return refused && (error.code === 'rejected' || error.code === 'unsupported');
}

/** What comes of a request, where a failure of the server is an answer as well; an abort is none. */
export async function resultOrError<T>(promise: Promise<T>): Promise<T | ProviderError> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
}

/** What is asked in passing must not fail the request it is asked for; an abort ends both. */
export async function undefinedOnFailure<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof ProviderError) return undefined;
    throw error;
  }
}
