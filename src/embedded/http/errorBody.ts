import type { Emulation } from '../emulation/emulation';
import { PythonException } from './pythonText';
import { DetailError, FaultError, RouterError, type ApiError, type Fault } from './apiError';
import { MediaTypeError, ValidationError, type Problem } from './validationError';
import { validationHead, validationText } from './validationText';

/** What an error tells, before it is put into some release's shape. */
interface Told {
  readonly message: string;
  readonly type: string;
  readonly param: string | null;
}

/** The body of an answer other than 200, as the emulated release writes it. */
export function errorBody(error: ApiError, emulation: Emulation): object {
  if (error instanceof DetailError) return { detail: error.message };
  if (error instanceof RouterError) return { error: error.message };
  const { status } = error;
  const told = tell(error, emulation);
  if (emulation.has('flatErrors')) return { object: 'error', ...told, code: status };
  if (!emulation.has('stringErrorCodes')) return { error: { ...told, code: status } };
  const code = codeWord(error);
  return { error: { ...told, type: code, code } };
}

/** An error as an event in a stream, where every release wraps it in `error`. */
export function errorEvent(error: ApiError, emulation: Emulation): object {
  const body = errorBody(error, emulation);
  return 'error' in body ? body : { error: body };
}

function tell(error: ApiError, emulation: Emulation): Told {
  if (error instanceof MediaTypeError) {
    const told = validationHead([error.message], emulation);
    return { ...toTold(error), message: told };
  }
  if (error instanceof ValidationError) return tellProblems(error.problems, emulation);
  if (error instanceof FaultError) {
    const { fault, stage } = error;
    if (stage === 'reading' && emulation.has('requestChecksWrapped')) {
      return tellWrapped(error, emulation);
    }
    if (!emulation.has('faultsNamed')) return { ...toTold(error), param: null };
    return { ...toTold(error), message: error.message + suffix(fault) };
  }
  return emulation.has('faultsNamed') ? toTold(error) : { ...toTold(error), param: null };
}

function toTold({ message, type, param }: ApiError): Told {
  return { message, type, param };
}

function tellProblems(problems: readonly Problem[], emulation: Emulation): Told {
  const message = validationText(problems, emulation);
  const type = emulation.has('schemaErrorsAreBadRequestErrors') ? 'BadRequestError' : 'Bad Request';
  const param = emulation.has('requestChecksWrapped') ? null : new ValidationError(problems).param;
  return { message, type, param };
}

/**
 * The parameters whose checks raised vLLM's own exception while the others still raised Python's
 * `ValueError`, which knows no parameter (0.16.0, chat_completion/protocol.py and completion/protocol.py).
 */
const namedParameters: ReadonlySet<string> = new Set([
  'logprobs',
  'top_logprobs',
  'prompt_logprobs',
  'stream_options',
  'structured_outputs',
]);

/** A check of the whole request, as pydantic wraps what a validator raised. */
function tellWrapped({ message, fault, body }: FaultError, emulation: Emulation): Told {
  const named =
    fault !== undefined && emulation.has('faultsNamed') && namedParameters.has(fault.parameter)
      ? fault
      : undefined;
  const problem: Problem = {
    type: 'value_error',
    message: `Value error, ${message}${suffix(named)}`,
    input: body ?? {},
    context: {
      error: new PythonException(named ? 'VLLMValidationError' : 'ValueError', message),
    },
  };
  return { ...tellProblems([problem], emulation), param: named?.parameter ?? null };
}

function suffix(fault: Fault | undefined): string {
  if (fault === undefined) return '';
  const value = fault.value === undefined ? '' : `, value=${fault.value}`;
  return ` (parameter=${fault.parameter}${value})`;
}

function codeWord(error: ApiError): string {
  const malformed =
    error instanceof ValidationError && error.problems.some(({ type }) => type === 'json_invalid');
  if (malformed) return 'json_parse_error';
  if (error.status === 404) return 'model_not_found';
  return error.status < 500 ? 'invalid_request_error' : 'internal_error';
}
