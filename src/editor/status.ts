/** What the status bar says, as a pure function of what is known. */
import { assertNever } from '../base/assertNever';
import type { Connection } from '../provider/endpoints';
import type { ProviderError } from '../provider/errors';
import type { Server } from '../provider/probe';
import { wordsForAddress, wordsForError } from './words';

/** Which of the two kinds of server is meant: the one in the settings, or this machine's engine. */
export type Source = 'configured' | 'embedded';

/** Whether the document in front is completed, and if not, why. */
export type InlineState = 'on' | 'off' | 'prefix-only' | { readonly excluded: string };

export interface StatusInput {
  readonly connection: Connection;
  readonly source: Source;
  /** Name of the model that requests carry, once a server is there. */
  readonly model: string | undefined;
  /** The adapter on top of it, or the one that would be if the server still had it. */
  readonly adapter: { readonly name: string; readonly state: 'in-use' | 'missing' } | undefined;
  readonly inline: InlineState;
  readonly trust: 'trusted' | 'restricted';
  /** Why the last request failed, until one succeeds. */
  readonly failure: ProviderError | undefined;
}

export interface Status {
  /** Name of one of VS Code's icons. */
  readonly icon: string;
  readonly text: string;
  /** Plain text lines; the item makes a tooltip of them. */
  readonly lines: readonly string[];
  readonly severity: 'none' | 'warning';
}

export const embeddedDisclaimer =
  'Embedded n-gram engine: for trying Trellis and for offline completions, not a coding model.';

export function statusOf(input: StatusInput): Status {
  const { connection, source } = input;
  switch (connection.state) {
    case 'disconnected':
      return plain('debug-disconnect', 'Trellis', [wordsForNoServer(connection, source)]);
    case 'probing':
      return plain('loading~spin', 'Trellis', [wordsForNoServer(connection, source)]);
    case 'misconfigured':
    case 'failed':
      return warning(wordsForUnusable(connection), [
        wordsForNoServer(connection, source),
        ...trustLines(input),
      ]);
    case 'ready':
      return input.failure ? failing(input, input.failure) : working(input, connection.server);
    default:
      return assertNever(connection);
  }
}

/** Why there is nobody to ask. */
export function wordsForNoServer(
  connection: Exclude<Connection, { readonly state: 'ready' }>,
  source: Source,
): string {
  switch (connection.state) {
    case 'disconnected':
      return 'Not connected.';
    case 'misconfigured':
      return `trellis.server.url: ${wordsForAddress(connection.problem)}`;
    case 'probing':
      return source === 'embedded'
        ? 'Starting the embedded engine…'
        : `Connecting to ${connection.address}…`;
    case 'failed':
      return wordsForError(connection.error, connection.address);
    default:
      return assertNever(connection);
  }
}

/** What one would mend, in two words. */
function wordsForUnusable(
  connection: Extract<Connection, { readonly state: 'misconfigured' | 'failed' }>,
): string {
  if (connection.state === 'misconfigured') return 'Trellis: no server';
  const { reason, status } = connection.error;
  if (reason === 'no-key') return 'Trellis: no key';
  return status === 401 ? 'Trellis: key refused' : 'Trellis: no server';
}

function working(input: StatusInput, server: Server): Status {
  const embedded = input.source === 'embedded';
  const model = input.model ?? 'no model';
  const kind =
    server.kind === 'vllm' ? `vLLM ${server.version ?? ''}` : 'not vLLM, OpenAI-compatible';
  const who = embedded ? embeddedDisclaimer : `${model} at ${server.llm.baseUrl} (${kind})`;
  const lines = [who, ...adapterLines(input)];
  const asleep = input.inline === 'off' || typeof input.inline === 'object';
  const listed = server.models.some(({ id }) => id === input.model);
  if (!embedded && !listed) {
    lines.push(`The server does not list ${model}; requests may fail.`);
    return warning(model, lines);
  }
  if (input.adapter?.state === 'missing') {
    const text = `${nameOf(input, model)}, without ${input.adapter.name}`;
    return warning(text, [...lines, ...inlineLines(input)]);
  }
  const icon = asleep ? 'circle-slash' : embedded ? 'beaker' : 'sparkle';
  return plain(icon, nameOf(input, model), [...lines, ...inlineLines(input)]);
}

function failing(input: StatusInput, failure: ProviderError): Status {
  const name = nameOf(input, input.model ?? 'Trellis');
  return warning(name, [wordsForError(failure, failure.url ?? 'the server')]);
}

/** Who answers: the model, and the adapter on top of it. */
function nameOf({ source, adapter }: StatusInput, model: string): string {
  const name = source === 'embedded' ? 'Trellis: embedded' : model;
  return adapter?.state === 'in-use' ? `${name} · ${adapter.name}` : name;
}

function adapterLines({ adapter, model }: StatusInput): readonly string[] {
  if (!adapter) return [];
  return adapter.state === 'in-use'
    ? [`Requests carry the adapter ${adapter.name}.`]
    : [
        `The adapter ${adapter.name}, chosen for this workspace, is not on the server: ${model ?? 'its base'} answers without it. Load it again, or choose what to use instead.`,
      ];
}

function plain(icon: string, text: string, lines: readonly string[]): Status {
  return { icon, text, lines, severity: 'none' };
}

function warning(text: string, lines: readonly string[]): Status {
  return { icon: 'warning', text, lines, severity: 'warning' };
}

function inlineLines({ inline }: StatusInput): readonly string[] {
  if (typeof inline === 'object') {
    return [`This file is not read for a model, so it is not completed: ${inline.excluded}.`];
  }
  switch (inline) {
    case 'on':
      return [];
    case 'off':
      return ['Inline completions are off.'];
    case 'prefix-only':
      return [
        'This model has no fill-in-the-middle tokens: inline completions see only what is before the cursor.',
      ];
    default:
      return assertNever(inline);
  }
}

function trustLines({ trust, source }: StatusInput): readonly string[] {
  if (trust === 'trusted' || source === 'embedded') return [];
  return ['The embedded engine does not start in a workspace that is not trusted.'];
}
