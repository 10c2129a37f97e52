/**
 * Every knob once: what it may hold, what it holds unless told, what people read about it, and
 * where it may be set. package.json repeats this for VS Code, and a test holds the two together.
 */
import * as z from 'zod';

/** VS Code's scopes; `machine-overridable` keeps an address out of synchronised settings. */
export type SettingScope = 'machine-overridable' | 'window' | 'resource' | 'language-overridable';

export interface Setting<Schema extends z.ZodType> {
  readonly schema: Schema;
  readonly default: z.output<Schema>;
  readonly description: string;
  readonly scope: SettingScope;
  /**
   * Whether a workspace that is not trusted may set it. `restricted` is whatever could redirect
   * traffic, name headers, change what is sent or start something.
   */
  readonly trust: 'restricted' | 'open';
}

function setting<Schema extends z.ZodType>(entry: Setting<Schema>): Setting<Schema> {
  return entry;
}

export const settings = {
  'server.url': setting({
    schema: z.string(),
    default: 'http://localhost:8000/v1',
    description:
      'Address of the vLLM server, for example `http://gpu-box:8000/v1`. It is looked up from the machine where the extension runs: over SSH or in a container, `localhost` is that machine, and its remote settings apply. *Trellis: Connect to Server…* checks the address before it is set.',
    scope: 'machine-overridable',
    trust: 'restricted',
  }),
  'server.model': setting({
    schema: z.string(),
    default: '',
    description:
      'Name of the model to use, as the server lists it. Leave empty to use the first one. *Trellis: Select Model…* shows the list.',
    scope: 'machine-overridable',
    trust: 'restricted',
  }),
  'server.headers': setting({
    schema: z.record(z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/), z.string()),
    default: {},
    description:
      'Headers to send with every request, for gateways that need them. Do not put keys here: *Trellis: Connect to Server…* stores them safely.',
    scope: 'machine-overridable',
    trust: 'restricted',
  }),
  'server.timeout': setting({
    schema: z.number().int().min(1).max(86_400),
    default: 600,
    description:
      'Seconds without an answer after which a request fails. vLLM queues requests without a limit, so a busy server may be silent for minutes.',
    scope: 'machine-overridable',
    trust: 'open',
  }),
  'server.release': setting({
    schema: z.string().regex(/^(\d+\.\d+\.\d+\S*)?$/),
    default: '',
    description:
      'Release of vLLM, for example `0.16.0`, if a gateway hides it or reports its own. Leave empty to ask the server.',
    scope: 'machine-overridable',
    trust: 'restricted',
  }),
  'server.sessionHeader': setting({
    schema: z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]*$/),
    default: 'X-Session-ID',
    description:
      'Name of a header that carries a random identifier of this workspace. A router can use it to send requests to the replica that has them cached. Leave empty to send none.',
    scope: 'machine-overridable',
    trust: 'restricted',
  }),
  'server.authorities': setting({
    schema: z.string(),
    default: '',
    description:
      "Path of a PEM file with certificate authorities to trust in addition to the system's, for a server whose certificate your team signed.",
    scope: 'machine-overridable',
    trust: 'restricted',
  }),
  'server.concurrency': setting({
    schema: z.number().int().min(1).max(1_000),
    default: 16,
    description:
      'Maximum number of answers that the server writes for this window at the same time. Further requests wait in Trellis, where inline completions go first and can be canceled.',
    scope: 'machine-overridable',
    trust: 'open',
  }),
  'parameters.maxTokens': setting({
    schema: z.number().int().min(1).max(1_000_000),
    default: 2048,
    description:
      'Maximum number of tokens in an answer. Inline completions ask for at most 192, and never for more than this.',
    scope: 'resource',
    trust: 'open',
  }),
  'parameters.temperature': setting({
    schema: z.number().min(0).max(2).nullable(),
    default: null,
    description:
      'Sampling temperature, from 0 (always the most likely token) to 2. With `null`, inline completions use 0 and answers use what the model recommends.',
    scope: 'resource',
    trust: 'open',
  }),
  'parameters.extraBody': setting({
    schema: z.record(z.string(), z.unknown()),
    default: {},
    description:
      'Fields to merge into the top level of every request body, for example `{"top_k": 20, "priority": 1}`. They replace what Trellis sends.',
    scope: 'resource',
    trust: 'restricted',
  }),
  'inline.enabled': setting({
    schema: z.boolean(),
    default: true,
    description:
      'Show inline completions while you type. Can be set per language. When off, *Trigger Inline Suggestion* still shows one.',
    scope: 'language-overridable',
    trust: 'open',
  }),
  embedded: setting({
    schema: z.enum(['auto', 'off']),
    default: 'auto',
    description:
      'When to start the embedded engine, an n-gram model of this workspace for trying Trellis without a GPU.',
    scope: 'machine-overridable',
    trust: 'restricted',
  }),
  'terminal.command': setting({
    schema: z.boolean(),
    default: false,
    description:
      'Add the command `trellis` to integrated terminals: ask models, check grammars, load adapters. It is available in new terminals and uses the server and the model of the window.',
    scope: 'machine-overridable',
    trust: 'restricted',
  }),
  'terminal.key': setting({
    schema: z.boolean(),
    default: false,
    description:
      "Also give the server's key to terminals that have the command `trellis`, as `TRELLIS_API_KEY`. Every program started there can read it.",
    scope: 'machine-overridable',
    trust: 'restricted',
  }),
} as const;

export type SettingName = keyof typeof settings;
export type SettingValue<Name extends SettingName> = z.output<(typeof settings)[Name]['schema']>;

/** A value as it was set by hand, or the default with the reason why that one is not used. */
export function readSetting<Name extends SettingName>(
  name: Name,
  raw: unknown,
): { readonly value: SettingValue<Name>; readonly problem: string | undefined } {
  const entry = settings[name];
  const parsed = entry.schema.safeParse(raw);
  if (parsed.success) return { value: parsed.data as SettingValue<Name>, problem: undefined };
  const problem = `trellis.${name}: ${z.prettifyError(parsed.error)}; using the default`;
  return { value: entry.default as SettingValue<Name>, problem };
}
