import { ApiError } from './apiError';

/** One thing wrong with a request, as pydantic reports it. */
export interface Problem {
  readonly type: string;
  readonly message: string;
  readonly input: unknown;
  /** Below the body, or below the field that is read. */
  readonly path?: readonly (string | number)[];
  readonly context?: Readonly<Record<string, unknown>>;
}

/** The 400 of vLLM's request validation (exception_handling/handlers/validation.py). */
export class ValidationError extends ApiError {
  override readonly name = 'ValidationError';

  constructor(readonly problems: readonly Problem[]) {
    const [first] = problems;
    super(
      400,
      problems.map(({ message }) => message).join('; '),
      'Bad Request',
      first === undefined ? null : problemPath(first),
    );
  }
}

export function validationError(problems: readonly Problem[]): ApiError {
  return new ValidationError(problems);
}

/** Where a problem is, as since 0.28: `body.stop.0`. */
export function problemPath({ path = [] }: Problem): string {
  return ['body', ...path].join('.');
}

/**
 * The 400 of vLLM's request validation for a body that is not declared to be JSON: it holds a text
 * where others list problems.
 */
export class MediaTypeError extends ApiError {
  override readonly name = 'MediaTypeError';

  constructor() {
    super(400, "Unsupported Media Type: Only 'application/json' is allowed", 'Bad Request');
  }
}
