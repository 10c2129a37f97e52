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
      'Address of the vLLM server, for example `http://gpu-box:8000/v1`. `localhost` is the machine where the extension runs: over SSH or in a container, that machine, whose remote settings count. Use *Trellis: Connect to Server…* to set it with a check.',
    scope: 'machine-overridable',
    trust: 'restricted',
  }),
  'server.model': setting({
    schema: z.string(),
    default: '',
    description:
      'Name of the model to use, as the server lists it. Empty: the first one. *Trellis: Select Model…* shows the list.',
    scope: 'machine-overridable',
    trust: 'restricted',
  }),
  'server.headers': setting({
    schema: z.record(z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/), z.string()),
    default: {},
    description:
      'Headers sent with every request, for gateways that want them. Keys do not belong here: *Trellis: Connect to Server…* stores them safely.',
    scope: 'machine-overridable',
    trust: 'restricted',
  }),
  'server.timeout': setting({
    schema: z.number().int().min(1).max(86_400),
    default: 600,
    description:
      'Seconds of silence after which a request fails. vLLM queues without a bound, so a busy server may be silent for minutes.',
    scope: 'machine-overridable',
    trust: 'open',
  }),
  'server.release': setting({
    schema: z.string().regex(/^(\d+\.\d+\.\d+\S*)?$/),
    default: '',
    description:
      'Release of vLLM, for example `0.16.0`, where something in front of it hides that or tells its own. Empty: as the server says.',
    scope: 'machine-overridable',
    trust: 'restricted',
  }),
  'server.sessionHeader': setting({
    schema: z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]*$/),
    default: 'X-Session-ID',
    description:
      'Name of the header that carries a random identifier of this workspace, by which a router sends its requests to the replica that has their beginnings cached. Empty: none is sent.',
    scope: 'machine-overridable',
    trust: 'restricted',
  }),
  'server.authorities': setting({
    schema: z.string(),
    default: '',
    description:
      'Path of a PEM file with certificate authorities to trust, beside those of the system, for a server whose certificate your team signed itself.',
    scope: 'machine-overridable',
    trust: 'restricted',
  }),
  'server.concurrency': setting({
    schema: z.number().int().min(1).max(1_000),
    default: 16,
    description:
      'The most answers that the server may be writing for this window at a time. Further requests wait here, where inline completions go first and can be called off.',
    scope: 'machine-overridable',
    trust: 'open',
  }),
  'parameters.maxTokens': setting({
    schema: z.number().int().min(1).max(1_000_000),
    default: 2048,
    description:
      'The most tokens that one answer may have. Inline completions ask for at most 192 and never for more than this.',
    scope: 'resource',
    trust: 'open',
  }),
  'parameters.temperature': setting({
    schema: z.number().min(0).max(2).nullable(),
    default: null,
    description:
      'Sampling temperature, from 0 (always the likeliest token) to 2. `null`: inline completions use 0, answers use what the model recommends.',
    scope: 'resource',
    trust: 'open',
  }),
  'parameters.extraBody': setting({
    schema: z.record(z.string(), z.unknown()),
    default: {},
    description:
      'Fields merged into the top level of every request body, over what Trellis sends, for example `{"top_k": 20, "priority": 1}`.',
    scope: 'resource',
    trust: 'restricted',
  }),
  'inline.enabled': setting({
    schema: z.boolean(),
    default: true,
    description:
      'Complete code while you type. May be set per language. Where it is off, *Trigger Inline Suggestion* still asks for one.',
    scope: 'language-overridable',
    trust: 'open',
  }),
  embedded: setting({
    schema: z.enum(['auto', 'off']),
    default: 'auto',
    description:
      'The embedded engine, an n-gram model of this workspace for trying Trellis without a GPU. `auto` starts it while the server address is the default one and no server was ever connected.',
    scope: 'machine-overridable',
    trust: 'restricted',
  }),
  'terminal.command': setting({
    schema: z.boolean(),
    default: false,
    description:
      'Offer the command `trellis` in integrated terminals: ask models, check grammars, load adapters. New terminals have it, and it asks the server and the model of the window.',
    scope: 'machine-overridable',
    trust: 'restricted',
  }),
  'terminal.key': setting({
    schema: z.boolean(),
    default: false,
    description:
      'Give terminals that have the command `trellis` the key of the server, too, as `TRELLIS_API_KEY`. Every program that is started there can read it.',
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
