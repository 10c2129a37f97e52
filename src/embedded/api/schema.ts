import * as z from 'zod';
import { isRecord } from '../http/pythonText';
import type { Emulation } from '../emulation/emulation';
import { fieldsOf064 } from '../emulation/oldFields';
import { SilentCrashError } from '../http/apiError';
import { validationError, type Problem } from '../http/validationError';
import { failed, nullable, type Reader } from './readers';

function schemaOf<T>(read: (input: unknown, missing: boolean) => ReturnType<Reader<T>>) {
  return z.unknown().transform((input, context): T => {
    const reading = read(input, input === undefined);
    if (!failed(reading)) return reading.value;
    for (const problem of reading.problems) {
      const { path = [], message } = problem;
      const params = { told: new Told(problem) };
      context.issues.push({ code: 'custom', input: undefined, path: [...path], message, params });
    }
    return z.NEVER;
  });
}

/** What is wrong with a value, through zod, which writes all that it is given into its error's message. */
class Told {
  constructor(readonly problem: Problem) {}

  toJSON(): undefined {
    return undefined;
  }
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

/** Reads a request body of which nothing may be unknown where the emulated release says so. */
export function readStrictBody<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  body: unknown,
  emulation: Emulation,
): z.infer<z.ZodObject<Shape>> {
  const odd = body !== undefined && !isRecord(body);
  if (odd && emulation.has('oddBodiesCrash')) throw new SilentCrashError();
  if (emulation.has('unknownFieldsRefused') && isRecord(body)) {
    const problems = Object.keys(body)
      .filter((key) => !fieldsOf064.has(key))
      .map((key): Problem => {
        const message = 'Extra inputs are not permitted';
        return { type: 'extra_forbidden', message, input: body[key], path: [key] };
      });
    if (problems.length > 0) throw validationError(problems);
  }
  return readBody(schema, body);
}

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
      const told: unknown = issue.code === 'custom' ? issue.params?.['told'] : undefined;
      const { type, input, context } =
        told instanceof Told ? told.problem : { type: issue.code, input: undefined };
      const path = issue.path.map((key) => (typeof key === 'number' ? key : String(key)));
      return {
        type,
        message: issue.message,
        // A missing field is described by the object that lacks it.
        input: type === 'missing' && input === undefined ? body : input,
        path,
        ...(context && { context }),
      };
    }),
  );
}
