import * as z from 'zod';
import { ApiError } from '../http/apiError';
import { describeInput, isRecord, repr, reprString } from '../http/pythonText';
import { failed, nullable, type Problem, type Reader } from './readers';

const shownProblems = 10;

function schemaOf<T>(read: (input: unknown, missing: boolean) => ReturnType<Reader<T>>) {
  return z.unknown().transform((input, context): T => {
    const reading = read(input, input === undefined);
    if (!failed(reading)) return reading.value;
    for (const { path = [], message, ...params } of reading.problems) {
      context.issues.push({ code: 'custom', input, path: [...path], message, params });
    }
    return z.NEVER;
  });
}

/** A field with a default; `null` is not accepted for it. */
export function defaulted<T>(reader: Reader<T>, value: T): z.ZodType<T> {
  return schemaOf((input, missing) => (missing ? { value } : reader(input)));
}

/** A field that may be missing or `null`. */
export function optional<T>(reader: Reader<T>): z.ZodType<T | undefined> {
  const read = nullable(reader);
  return schemaOf<T | undefined>((input, missing) =>
    missing ? { value: undefined } : read(input),
  );
}

export function required<T>(reader: Reader<T>): z.ZodType<T> {
  return schemaOf((input, missing) => {
    if (!missing) return reader(input);
    return { problems: [{ type: 'missing', message: 'Field required', input: undefined }] };
  });
}

const issueParams = z.object({
  type: z.string(),
  input: z.unknown().optional(),
  context: z.record(z.string(), z.unknown()).optional(),
});

/** Reads a request body, or throws vLLM's 400 with every problem of it. */
export function readBody<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  body: unknown,
): z.infer<z.ZodObject<Shape>> {
  if (body === null || body === undefined) {
    throw validationError([{ type: 'missing', message: 'Field required', input: null }]);
  }
  if (!isRecord(body)) {
    const message = 'Input should be a valid dictionary or object to extract fields from';
    throw validationError([{ type: 'model_attributes_type', message, input: body }]);
  }
  // Present as `undefined`, so that the field itself and not zod says what a missing one means.
  const given = Object.keys(schema.shape).map((key): [string, unknown] => [
    key,
    Object.hasOwn(body, key) ? body[key] : undefined,
  ]);
  const result = schema.safeParse(Object.fromEntries(given));
  if (result.success) return result.data;
  throw validationError(
    result.error.issues.map((issue) => {
      const params = issueParams.parse(
        issue.code === 'custom' ? issue.params : { type: issue.code },
      );
      const path = issue.path.map((key) => (typeof key === 'number' ? key : String(key)));
      return {
        type: params.type,
        message: issue.message,
        // A missing field is described by the object that lacks it.
        input: params.type === 'missing' ? body : params.input,
        path,
        ...(params.context && { context: params.context }),
      };
    }),
  );
}

/** The 400 of vLLM's request validation (exception_handling/handlers/validation.py). */
export function validationError(problems: readonly Problem[]): ApiError {
  const lines = problems.slice(0, shownProblems).map((problem) => `  ${problemText(problem)}`);
  const more = problems.length - shownProblems;
  if (more > 0) lines.push(`  ...and ${more} more errors`);
  const noun = problems.length === 1 ? 'error' : 'errors';
  const message = `${problems.length} validation ${noun}:\n${lines.join('\n')}`;
  const [first] = problems;
  return new ApiError(400, message, 'Bad Request', first === undefined ? null : location(first));
}

function problemText(problem: Problem): string {
  const fields = [
    `'type': ${reprString(problem.type)}`,
    `'loc': ${reprString(location(problem))}`,
    `'msg': ${reprString(problem.message)}`,
    `'input': ${reprString(describeInput(problem.input))}`,
  ];
  if (problem.context !== undefined) fields.push(`'ctx': ${repr(problem.context)}`);
  return `{${fields.join(', ')}}`;
}

function location({ path = [] }: Problem): string {
  return ['body', ...path].join('.');
}
