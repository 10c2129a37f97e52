/** What `param` and the suffix of a message tell about the parameter at fault. */
export interface Fault {
  readonly parameter: string;
  /** As Python prints it. */
  readonly value?: string;
}

/** An answer other than 200; `errorBody` writes it as some release does. */
export class ApiError extends Error {
  override readonly name: string = 'ApiError';

  constructor(
    readonly status: number,
    message: string,
    readonly type: string,
    readonly param: string | null = null,
  ) {
    super(message);
  }
}

/** An answer in the shape of the web framework below vLLM, which has no `error`. */
export class DetailError extends ApiError {
  override readonly name = 'DetailError';

  constructor(status: number, message: string) {
    super(status, message, 'detail');
  }
}

/** An answer of a router, whose `error` is a text. */
export class RouterError extends ApiError {
  override readonly name = 'RouterError';

  constructor(status: number, message: string) {
    super(status, message, 'router');
  }
}

/** Where a value was found to be wrong: while the request was read, or when it was to be run. */
export type Stage = 'reading' | 'running';

/** A value that is well formed and means nothing (vLLM `VLLMValidationError`). */
export class FaultError extends ApiError {
  override readonly name = 'FaultError';

  constructor(
    message: string,
    readonly fault: Fault | undefined,
    readonly stage: Stage,
    /** What was read; some releases show all of it. */
    readonly body?: unknown,
  ) {
    super(400, message, 'BadRequestError', fault?.parameter ?? null);
  }

  of(body: unknown): FaultError {
    return new FaultError(this.message, this.fault, this.stage, body);
  }
}

/** A constraint that a vLLM would follow, and this engine does not. */
export class LimitError extends FaultError {
  constructor(message: string) {
    super(message, undefined, 'running');
  }
}

/** An exception that reached the web server below vLLM, which tells nothing of it. */
export class SilentCrashError extends ApiError {
  override readonly name = 'SilentCrashError';

  constructor() {
    super(500, 'Internal Server Error', 'InternalServerError');
  }
}

/** Something that no release foresaw: an exception inside its server. */
export class CrashError extends ApiError {
  override readonly name = 'CrashError';

  constructor(message: string) {
    super(500, message, 'InternalServerError');
  }
}

/** 400 for a value that means nothing to the engine. */
export function badRequest(message: string, fault?: Fault): ApiError {
  return new FaultError(message, fault, 'running');
}

/** 400 for fields that do not go together, found where vLLM reads the request. */
export function badFields(message: string, parameter?: string, value?: string): ApiError {
  const fault = parameter === undefined ? undefined : { parameter, ...(value && { value }) };
  return new FaultError(message, fault, 'reading');
}

/** 503 for a full queue, in the words of vLLM's admission control. */
export function overloaded(): ApiError {
  const message =
    'The engine is currently busy and cannot accept new requests. ' +
    'Please try again later or on a different instance.';
  return new ApiError(503, message, 'Service Unavailable');
}

/** Turns anything thrown into an answer; what is not an `ApiError` is a 500. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ApiError(500, message, 'InternalServerError');
}
