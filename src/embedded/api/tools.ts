import type { EngineConstraint, Tag } from '../constrained/engineConstraint';
import type { Emulation } from '../emulation/emulation';
import type { ServerFlags } from '../emulation/serverFlags';
import { badFields, badRequest } from '../http/apiError';
import { isRecord, repr, str } from '../http/pythonText';
import { validationError, type Problem } from '../http/validationError';
import { below, failed, list, text, type Reader } from './readers';
import { callStart, callEnd } from './toolCallReader';

/** A function that the client offers. */
export interface Tool {
  readonly name: string;
  /** A JSON Schema of its arguments; absent where any object will do. */
  readonly parameters?: unknown;
  readonly strict: 'strict' | 'loose' | 'unsaid';
}

/** What a request says of tools. */
export interface Tooling {
  readonly tools: readonly Tool[];
  /** `{ name }` is the one tool that must be called. */
  readonly choice: 'auto' | 'none' | 'required' | { readonly name: string };
  readonly parallel: 'many' | 'one';
}

export interface ToolFields {
  readonly tools: readonly unknown[] | undefined;
  readonly tool_choice?: unknown;
  readonly parallel_tool_calls: boolean | undefined;
}

export interface ToolServer {
  readonly flags: ServerFlags;
  readonly emulation: Emulation;
}

/** Reads what a request says of tools, or throws vLLM's 400; `undefined` where it says nothing. */
export function readTooling(fields: ToolFields, server: ToolServer): Tooling | undefined {
  const { tools, tool_choice: choice } = fields;
  const { emulation } = server;
  if (tools?.length === 0 && emulation.has('emptyToolsRefused')) {
    throw badFields(
      '`tools` must not be an empty array. Either provide at least one tool or omit the field entirely.',
      'tools',
    );
  }
  if (tools === undefined) {
    if (choice === undefined || choice === null || choice === 'none') return undefined;
    throw badFields('When using `tool_choice`, `tools` must be set.', 'tool_choice');
  }
  if (tools.length === 0) return undefined;
  const tooling: Tooling = {
    tools: readTools(tools),
    choice: readChoice(choice),
    parallel: fields.parallel_tool_calls === false ? 'one' : 'many',
  };
  checkNamed(tooling);
  checkParser(tooling, server);
  return tooling;
}

function readTools(tools: readonly unknown[]): readonly Tool[] {
  const reading = list(tool)(tools);
  if (!failed(reading)) return reading.value;
  throw validationError(reading.problems.map((problem) => below('tools', problem)));
}

/** A tool as vLLM's models read it: an object with a function, which has a name. */
const tool: Reader<Tool> = (input) => {
  const outer = model(input);
  if (failed(outer)) return outer;
  const given = outer.value['function'];
  if (given === undefined) return missing('function', input);
  const inner = model(given);
  if (failed(inner)) return within('function', inner.problems);
  const { name, parameters, strict } = inner.value;
  if (name === undefined) return within('function', missing('name', given).problems);
  const named = text(name);
  if (failed(named)) return within('function', within('name', named.problems).problems);
  return {
    value: {
      name: named.value,
      ...(parameters !== undefined && parameters !== null && { parameters }),
      strict: strict === true ? 'strict' : strict === false ? 'loose' : 'unsaid',
    },
  };
};

const model: Reader<Readonly<Record<string, unknown>>> = (input) => {
  if (isRecord(input)) return { value: input };
  const message = 'Input should be a valid dictionary or object to extract fields from';
  return { problems: [{ type: 'model_attributes_type', message, input }] };
};

function missing(key: string, input: unknown): { readonly problems: readonly Problem[] } {
  return { problems: [{ type: 'missing', message: 'Field required', input, path: [key] }] };
}

function within(
  key: string,
  problems: readonly Problem[],
): { readonly problems: readonly Problem[] } {
  return { problems: problems.map((problem) => below(key, problem)) };
}

function readChoice(choice: unknown): Tooling['choice'] {
  if (choice === undefined || choice === null) return 'auto';
  if (choice === 'auto' || choice === 'none' || choice === 'required') return choice;
  if (!isRecord(choice)) {
    throw badFields(
      `Invalid value for \`tool_choice\`: ${str(choice)}! Only named tools, "none", "auto" or "required" are supported.`,
      'tool_choice',
    );
  }
  const usage = 'Correct usage: `{"type": "function", "function": {"name": "my_function"}}`';
  const called = choice['function'];
  if (!isRecord(called)) {
    throw badFields(
      `Invalid value for \`function\`: \`${repr(called)}\` in \`tool_choice\`! ${usage}`,
      'tool_choice.function',
    );
  }
  const name = called['name'];
  if (typeof name === 'string' && name !== '') return { name };
  throw badFields(
    `Expected field \`name\` in \`function\` in \`tool_choice\`! ${usage}`,
    'tool_choice.function.name',
  );
}

function checkNamed({ tools, choice }: Tooling): void {
  if (typeof choice === 'string' || tools.some(({ name }) => name === choice.name)) return;
  throw badFields(
    'The tool specified in `tool_choice` does not match any of the specified `tools`',
    'tool_choice',
  );
}

function checkParser({ choice }: Tooling, { flags, emulation }: ToolServer): void {
  const hasParser = flags.toolCallParser !== undefined;
  if (choice === 'none') return;
  if (choice === 'auto') {
    if (hasParser && flags.autoToolChoice === 'on') return;
    throw badRequest(
      '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
    );
  }
  if (choice === 'required' && !emulation.has('requiredTools')) {
    throw badFields('Currently only named tools are supported.');
  }
  if (hasParser || !emulation.has('forcedToolsNeedParser')) return;
  const shown = choice === 'required' ? '"required"' : `function "${choice.name}"`;
  throw badRequest(`tool_choice=${shown} requires --tool-call-parser to be set`);
}

/** Calls in one answer at most; vLLM has no limit, and a model that rambles has no end. */
const maxCalls = 4;

/** The shape that the choice of tools gives to an answer; `undefined` where it gives none. */
export function toolConstraint(
  { tools, choice, parallel }: Tooling,
  emulation: Emulation,
): EngineConstraint | undefined {
  const shape = { kind: 'tagged', separator: '\n' } as const;
  const most = parallel === 'one' ? 1 : maxCalls;
  if (choice === 'none') return undefined;
  if (choice === 'auto') {
    const strict = tools.some((tool) => tool.strict === 'strict');
    if (!strict || !emulation.has('strictTools')) return undefined;
    const tags = tools.map((tool) => toTag(tool, tool.strict === 'strict'));
    return { ...shape, tags, triggers: [callStart], least: 0, most };
  }
  const loose = emulation.has('looseForcedArguments');
  const bound = ({ strict }: Tool): boolean => (loose ? strict === 'strict' : strict !== 'loose');
  const allowed = choice === 'required' ? tools : tools.filter(({ name }) => name === choice.name);
  const tags = allowed.map((tool) => toTag(tool, bound(tool)));
  return { ...shape, tags, triggers: [], least: 1, most: choice === 'required' ? most : 1 };
}

function toTag(tool: Tool, bound: boolean): Tag {
  const { name, parameters } = tool;
  return {
    begin: `${callStart}\n{"name": ${JSON.stringify(name)}, "arguments": `,
    content:
      bound && parameters !== undefined
        ? { kind: 'json', schema: parameters }
        : { kind: 'jsonObject' },
    end: `}\n${callEnd}`,
  };
}

/** How Qwen's chat template shows tools to the model, in the system message. */
export function toolPrompt(tools: readonly unknown[]): string {
  return [
    '# Tools',
    '',
    'You may call one or more functions to assist with the user query.',
    '',
    'You are provided with function signatures within <tools></tools> XML tags:',
    '<tools>',
    ...tools.map((tool) => JSON.stringify(tool)),
    '</tools>',
  ].join('\n');
}
