import { isJson, parseJson } from '../../base/json';
import type { EngineConstraint } from '../constrained/engineConstraint';
import type { Emulation } from '../emulation/emulation';
import { badFields, badRequest, CrashError, SilentCrashError } from '../http/apiError';
import { findJsonProblem } from '../http/jsonProblem';
import { PythonException, repr, str, isRecord } from '../http/pythonText';
import { dictionary, either, failed, flag, list, oneOf, text, below, type Reader } from './readers';
import type { SamplingFields } from './requestFields';
import { isStructuralTag, readStructuralTag } from './structuralTag';
import { validationError } from '../http/validationError';

/** `StructuredOutputsParams` of vLLM's sampling_params.py, as far as it was set. */
interface StructuredOutputs {
  json?: unknown;
  regex?: string;
  choice?: readonly string[];
  grammar?: string;
  json_object?: boolean;
  /** Parsed. */
  structural_tag?: unknown;
}

/**
 * A constraint as asked for. `resolve` makes the checks that vLLM leaves to its engine, whose
 * complaints reach a streaming client as an event.
 */
export interface RequestedConstraint {
  resolve(): EngineConstraint;
}

export interface ConstraintContext {
  readonly route: 'chat' | 'completions';
  readonly emulation: Emulation;
}

/**
 * Finds the one constraint of a request in `response_format`, `structured_outputs` and `guided_*`,
 * as far as the emulated release looks at them; anything but one of them is vLLM's 400.
 */
export function requestedConstraint(
  fields: SamplingFields,
  { route, emulation }: ConstraintContext,
): RequestedConstraint | undefined {
  const structured = emulation.has('structuredOutputsCount')
    ? readStructuredOutputs(fields.structured_outputs, { route, emulation })
    : undefined;
  const read = readResponseFormat(fields.response_format, emulation);
  const unread =
    route === 'completions' && read?.json !== undefined && !emulation.has('completionsJsonSchema');
  const format = unread ? undefined : read;
  if (structured === undefined && format === undefined) {
    const guided = emulation.has('guidedFieldsCount') ? guidedConstraint(fields) : undefined;
    return guided && { resolve: () => resolve(guided, emulation) };
  }
  const given = { ...structured, ...format };
  checkKinds(given, emulation);
  return { resolve: () => resolve(given, emulation) };
}

function guidedConstraint(fields: SamplingFields): StructuredOutputs | undefined {
  const { guided_json: json, guided_regex: regex, guided_choice: choice } = fields;
  const given = [json ?? undefined, regex, choice].filter((value) => value !== undefined);
  if (given.length > 1) {
    throw badFields(
      "You can only use one kind of guided decoding ('guided_json', 'guided_regex' or 'guided_choice').",
    );
  }
  if (json !== undefined && json !== null) {
    return { json: readMember(['guided_json'], either(text, dictionary), json) };
  }
  if (regex !== undefined) return { regex };
  if (choice !== undefined) return { choice };
  return fields.guided_grammar === undefined ? undefined : { grammar: fields.guided_grammar };
}

function readStructuredOutputs(
  input: unknown,
  { route, emulation }: ConstraintContext,
): StructuredOutputs | undefined {
  if (input === undefined || input === null) return undefined;
  if (!isRecord(input)) {
    if (emulation.has('oddBodiesCrash')) throw new SilentCrashError();
    throw new CrashError(`${pythonType(input)} object has no attribute 'get'`);
  }
  const given = input;
  const member = <T>(key: string, reader: Reader<T>): T | undefined => {
    const value = given[key];
    if (value === undefined || value === null) return undefined;
    return readMember(['structured_outputs', key], reader, value);
  };
  const outputs: StructuredOutputs = {};
  const json = member('json', either(text, dictionary));
  const regex = member('regex', text);
  const choice = member('choice', list(text));
  const grammar = member('grammar', text);
  const jsonObject = member('json_object', flag);
  const tag = given['structural_tag'];
  if (typeof tag === 'object' && tag !== null && emulation.has('structuralTagsChecked')) {
    throw notAStructuralTag();
  }
  const structuralTag = member('structural_tag', text);
  if (json !== undefined) outputs.json = json;
  if (regex !== undefined) outputs.regex = regex;
  if (choice !== undefined) outputs.choice = choice;
  if (grammar !== undefined) outputs.grammar = grammar;
  if (jsonObject !== undefined) outputs.json_object = jsonObject;
  if (structuralTag !== undefined) outputs.structural_tag = parseTag(structuralTag, emulation);
  const plain = [json, regex, choice].filter((value) => value !== undefined);
  if (plain.length > 1) {
    throw badFields(
      "You can only use one kind of constraints for structured outputs ('json', 'regex' or 'choice').",
      route === 'completions' ? 'structured_outputs' : undefined,
    );
  }
  const none = Object.keys(outputs).length === 0;
  if (none && !emulation.has('emptyConstraintRefused')) return undefined;
  checkKinds(outputs, emulation, given);
  return outputs;
}

const plainFormat = oneOf('text', 'json_object', 'json_schema');
const taggedFormat = oneOf('structural_tag');

/** The kind of a response format; pydantic tries three models and reports them all. */
const formatType: Reader<'text' | 'json_object' | 'json_schema' | 'structural_tag'> = (input) => {
  const plain = plainFormat(input);
  if (!failed(plain)) return plain;
  const tagged = taggedFormat(input);
  return failed(tagged) ? { problems: [...plain.problems, ...tagged.problems] } : tagged;
};

function readResponseFormat(input: unknown, emulation: Emulation): StructuredOutputs | undefined {
  if (input === undefined || input === null) return undefined;
  const format = readMember(['response_format'], dictionary, input);
  const kinds = emulation.has('structuralTagFormat') ? formatType : plainFormat;
  const type = readMember(['response_format', 'type'], kinds, format['type']);
  switch (type) {
    case 'text':
      return undefined;
    case 'json_object':
      return { json_object: true };
    case 'structural_tag':
      if (!emulation.has('structuralTagsChecked')) checkTagMembers(format);
      else if (!isStructuralTag(format)) {
        throw badFields('Invalid response_format structural_tag specification.', 'response_format');
      }
      return { structural_tag: format };
    case 'json_schema': {
      const named = format['json_schema'];
      // An assertion, which has no words.
      if (!isRecord(named) && emulation.has('crashesAnswered200')) throw new CrashError('');
      if (!isRecord(named)) {
        throw badFields(
          "When response_format type is 'json_schema', the 'json_schema' field must be provided.",
          'response_format',
        );
      }
      const schema = named['schema'];
      return schema === undefined || schema === null ? {} : { json: schema };
    }
  }
}

/** How pydantic, which tries three models, tells of a structural tag of neither form. */
function checkTagMembers(format: Readonly<Record<string, unknown>>): void {
  const old = format['structures'] !== undefined && format['triggers'] !== undefined;
  if (old || format['format'] !== undefined) return;
  const below = ['response_format', 'function-wrap[__log_extra_fields__()]'];
  const expected = "'text', 'json_object' or 'json_schema'";
  const missing = ['format', 'structures', 'triggers'].filter((key) => format[key] === undefined);
  throw validationError([
    {
      type: 'literal_error',
      message: `Input should be ${expected}`,
      input: format['type'],
      path: [...below, 'type'],
      context: { expected },
    },
    ...missing.map((key) => ({
      type: 'missing',
      message: 'Field required',
      input: format,
      path: [...below, key],
    })),
  ]);
}

/** Reads a member that is no field of its own; its problems are reported under its path. */
function readMember<T>(path: readonly string[], reader: Reader<T>, value: unknown): T {
  const reading = reader(value);
  if (!failed(reading)) return reading.value;
  const problems = reading.problems.map((problem) =>
    path.reduceRight((inner, key) => below(key, inner), problem),
  );
  throw validationError(problems);
}

/** `field` is `structured_outputs` as it was given, where nothing else has a say. */
function checkKinds(given: StructuredOutputs, emulation: Emulation, field?: unknown): void {
  const count = Object.keys(given).length;
  if (count === 1) return;
  const all = params(given, emulation);
  const message =
    count === 0
      ? `You must use one kind of structured outputs constraint but none are specified: ${all}`
      : `You can only use one kind of structured outputs constraint but multiple are specified: ${all}`;
  if (field === undefined || !emulation.has('requestChecksWrapped')) throw badRequest(message);
  throw validationError([
    {
      type: 'value_error',
      message: `Value error, ${message}`,
      input: field,
      path: ['structured_outputs'],
      context: { error: new PythonException('ValueError', message) },
    },
  ]);
}

/** Python's picture of the parameters, which vLLM's message ends with. */
function params(given: StructuredOutputs, emulation: Emulation): string {
  const all = {
    json: given.json ?? null,
    regex: given.regex ?? null,
    choice: given.choice ?? null,
    grammar: given.grammar ?? null,
    json_object: given.json_object ?? null,
    ...(emulation.has('fallbackSwitchListed') && { disable_fallback: false }),
    disable_any_whitespace: false,
    disable_additional_properties: false,
    whitespace_pattern: null,
    structural_tag: given.structural_tag ?? null,
    _backend: null,
    _backend_was_auto: false,
  };
  return repr(all);
}

function resolve(given: StructuredOutputs, emulation: Emulation): EngineConstraint {
  if (given.structural_tag !== undefined) {
    // The guidance backend, which is asked last, looks for what the older form has.
    const unread = !isStructuralTag(given.structural_tag);
    if (unread && emulation.has('crashesAnswered200')) throw new CrashError("'triggers'");
    return readStructuralTag(given.structural_tag);
  }
  if (given.regex !== undefined) return { kind: 'regex', pattern: given.regex };
  if (given.choice !== undefined) {
    if (given.choice.length === 0) throw badRequest("Choice '[]' cannot be an empty list");
    return { kind: 'choice', choices: given.choice };
  }
  if (given.grammar !== undefined) {
    if (given.grammar === '') {
      throw badRequest('structured_outputs.grammar cannot be an empty string');
    }
    return { kind: 'grammar', source: given.grammar };
  }
  if (given.json !== undefined)
    return { kind: 'json', schema: checkedSchema(given.json, emulation) };
  if (given.json_object === true) return { kind: 'jsonObject' };
  throw badRequest(
    `structured_outputs.json_object must be ${str(true)} if set; ` +
      'omit structured_outputs to disable structured outputs',
  );
}

/** A text stays one: it is read without loss. */
function checkedSchema(json: unknown, emulation: Emulation): unknown {
  if (typeof json !== 'string' || isJson(json)) return json;
  throw badRequest(
    emulation.has('jsonFaultsTold') ? jsonFault(json) : 'Invalid JSON grammar specification.',
  );
}

function parseTag(text: string, emulation: Emulation): unknown {
  const tag = parseJson(text);
  if (tag === undefined && emulation.has('jsonFaultsTold')) throw badRequest(jsonFault(text));
  const checked = emulation.has('structuralTagsChecked');
  if (tag !== undefined && (!checked || isStructuralTag(tag))) return tag;
  throw notAStructuralTag();
}

function notAStructuralTag(): Error {
  const message = 'Invalid structured_outputs structural_tag specification.';
  return badFields(message, 'structured_outputs');
}

/** The name of a JSON value's type, as Python quotes it. */
function pythonType(value: unknown): string {
  if (Array.isArray(value)) return "'list'";
  if (typeof value === 'string') return "'str'";
  if (typeof value === 'boolean') return "'bool'";
  return Number.isInteger(value) ? "'int'" : "'float'";
}

/** How Python's `json` module complains. */
function jsonFault(text: string): string {
  const { position, error } = findJsonProblem(text) ?? { position: 0, error: 'Expecting value' };
  const before = text.slice(0, position).split('\n');
  const column = (before.at(-1)?.length ?? 0) + 1;
  return `${error}: line ${before.length} column ${column} (char ${position})`;
}
