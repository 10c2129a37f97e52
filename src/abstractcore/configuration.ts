/** What AbstractCore's configuration file says of vLLM, in Trellis's terms. */
import * as z from 'zod';
import { parseJson } from '../base/json';
import { unusedParameters, type ParameterChange } from './unusedParameters';

export interface AbstractCoreConfiguration {
  /** As it stands there: it may be no address. */
  readonly baseUrl: string | undefined;
  readonly model: string | undefined;
  /** Whole seconds. */
  readonly timeout: number | undefined;
  readonly maxTokens: number | undefined;
  readonly temperature: number | undefined;
  /** Fields for the top level of every request's body. */
  readonly extraBody: Readonly<Record<string, unknown>>;
  /** One for each name that was not taken over as it stands. */
  readonly changes: readonly ParameterChange[];
}

/** Its message says what is wrong with a file, and fits behind the file's name. */
export class AbstractCoreConfigurationError extends Error {
  override readonly name = 'AbstractCoreConfigurationError';
}

/** Relative to a person's home folder. */
export const usualPlace = '.abstractcore/config/abstractcore.json';

const record = z.record(z.string(), z.unknown());
const fileSchema = z.looseObject({ provider_settings: record.nullish() });

/** Throws `AbstractCoreConfigurationError` where the text is no such file, or has nothing of vLLM. */
export function readAbstractCoreConfiguration(text: string): AbstractCoreConfiguration {
  const json = parseJson(text);
  if (json === undefined) throw new AbstractCoreConfigurationError('is not JSON');
  const file = fileSchema.safeParse(json);
  if (!file.success) {
    throw new AbstractCoreConfigurationError('is not a configuration of AbstractCore');
  }
  const providers = file.data.provider_settings ?? {};
  if (!Object.hasOwn(providers, 'vllm')) {
    const others = Object.keys(providers).slice(0, 5).join(', ');
    const found = others === '' ? '' : `, only of ${others}`;
    throw new AbstractCoreConfigurationError(`has no settings of vLLM${found}`);
  }
  const vllm = record.safeParse(providers['vllm']);
  if (!vllm.success) {
    throw new AbstractCoreConfigurationError('has settings of vLLM that are not an object');
  }
  return readProvider(vllm.data);
}

function readProvider(provider: Readonly<Record<string, unknown>>): AbstractCoreConfiguration {
  const changes: ParameterChange[] = [];
  const reader = new FieldReader(provider, '', changes);
  const baseUrl = reader.take('base_url', nonEmpty, 'it is not a text');
  const model = reader.take('default_model', nonEmpty, 'it is not a text');
  const timeout = reader.take(
    'timeout',
    z.number().positive().max(86_400),
    'it is not a number of seconds up to a day',
  );
  const parameters = reader.nested('parameters');
  const extra = parameters.nested('extra_body');
  const maxTokens = parameters.take(
    'max_tokens',
    z.number().int().min(1).max(1_000_000),
    'it is not a whole number up to a million',
  );
  const temperature = parameters.take(
    'temperature',
    z.number().min(0).max(2),
    'it is not a number from 0 to 2',
  );
  reader.drop('Trellis has no such setting');
  const sampled = parameters.rest('sent with every request');
  return {
    baseUrl,
    model,
    timeout: timeout === undefined ? undefined : Math.ceil(timeout),
    maxTokens,
    temperature,
    extraBody: Object.fromEntries([...sampled, ...extra.rest(undefined)]),
    changes,
  };
}

const nonEmpty = z.string().trim().min(1);

/** Takes the fields of an object one by one, and notes what is not taken as it stands. */
class FieldReader {
  private readonly left: Map<string, unknown>;

  constructor(
    fields: Readonly<Record<string, unknown>>,
    private readonly path: string,
    private readonly changes: ParameterChange[],
  ) {
    // AbstractCore writes `null` for what was not set.
    this.left = new Map(Object.entries(fields).filter(([, value]) => value !== null));
  }

  /** @param otherwise why it is left out where it is not what the schema says */
  take<T>(name: string, schema: z.ZodType<T>, otherwise: string): T | undefined {
    if (!this.left.has(name)) return undefined;
    const read = schema.safeParse(this.left.get(name));
    this.left.delete(name);
    if (read.success) return read.data;
    this.leaveOut(name, otherwise);
    return undefined;
  }

  nested(name: string): FieldReader {
    const fields = this.take(name, record, 'it is not an object') ?? {};
    return new FieldReader(fields, `${this.path}${name}.`, this.changes);
  }

  /** @param becomes what is told of each, if anything is */
  rest(becomes: string | undefined): readonly (readonly [string, unknown])[] {
    const taken: (readonly [string, unknown])[] = [];
    for (const [name, value] of this.left) {
      const reason = unusedParameters.get(name);
      if (reason === undefined) {
        taken.push([name, value]);
        if (becomes !== undefined) this.note(name, 'translated', becomes);
      } else this.leaveOut(name, reason);
    }
    return taken;
  }

  drop(otherwise: string): void {
    for (const name of this.left.keys()) {
      this.leaveOut(name, unusedParameters.get(name) ?? otherwise);
    }
  }

  private leaveOut(name: string, message: string): void {
    this.note(name, 'left out', message);
  }

  private note(name: string, outcome: ParameterChange['outcome'], message: string): void {
    this.changes.push({ name: `${this.path}${name}`, outcome, message });
  }
}
