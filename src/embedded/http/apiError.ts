/** What `param` and the suffix of a message tell about the parameter at fault. */
export interface Fault {
  readonly parameter: string;
  /** As Python prints it. */
  readonly value?: string;
}

export interface ErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: number;
  };
}

/** An answer other than 200, in the shape of vLLM's exception handlers. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    message: string,
    readonly type: string,
    readonly param: string | null = null,
  ) {
    super(message);
  }

  toBody(): ErrorBody | { readonly detail: string } {
    const { message, type, param, status } = this;
    return { error: { message, type, param, code: status } };
  }
}

/** An answer in the shape of the web framework below vLLM, which has no `error`. */
export class DetailError extends ApiError {
  constructor(status: number, message: string) {
    super(status, message, 'detail');
  }

  override toBody(): { readonly detail: string } {
    return { detail: this.message };
  }
}

/** 400 for a value that is well formed and means nothing (vLLM `VLLMValidationError`). */
export function badRequest(message: string, fault?: Fault): ApiError {
  if (fault === undefined) return new ApiError(400, message, 'BadRequestError');
  const value = fault.value === undefined ? '' : `, value=${fault.value}`;
  const text = `${message} (parameter=${fault.parameter}${value})`;
  return new ApiError(400, text, 'BadRequestError', fault.parameter);
}

/** 404 for a model nobody serves (vLLM serve/engine/serving.py). */
export function unknownModel(model: string, served: readonly string[]): ApiError {
  const message = `The model \`${model}\` does not exist. Valid aliases: ${served.join(', ')}.`;
  return new ApiError(404, message, 'NotFoundError', 'model');
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
