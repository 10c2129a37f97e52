/** What the status bar says, as a pure function of what is known. */
import { assertNever } from '../../base/assertNever';
import type { Connection } from '../../provider/endpoints';
import type { ProviderError } from '../../provider/errors';
import type { ProbedServer } from '../../provider/probe';
import { wordsForAddress, wordsForError } from '../connection/errorWords';

/** Which of the two kinds of server is meant: the one in the settings, or this machine's engine. */
export type ServerSource = 'configured' | 'embedded';

/** Whether the document in front is completed, and if not, why. */
export type InlineState = 'on' | 'off' | 'prefix-only' | { readonly excluded: string };

export interface StatusInput {
  readonly connection: Connection;
  readonly source: ServerSource;
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
      return waiting('debug-disconnect', wordsForNoServer(connection, source));
    case 'probing':
      return waiting('loading~spin', wordsForNoServer(connection, source));
    case 'misconfigured':
    case 'failed':
      return {
        icon: 'warning',
        text: wordsForUnusable(connection),
        lines: [
          wordsForNoServer(connection, source),
          ...trustLines(input),
          ...localFacts(input).map(({ line }) => line),
        ],
        severity: 'warning',
      };
    case 'ready':
      return working(input, connection.server);
    default:
      return assertNever(connection);
  }
}

/** Why there is nobody to ask. */
export function wordsForNoServer(
  connection: Exclude<Connection, { readonly state: 'ready' }>,
  source: ServerSource,
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

/** What keeps the item from looking as usual, and its line in the tooltip. */
interface Fact {
  readonly icon: string;
  readonly text: string;
  readonly line: string;
  readonly severity: Status['severity'];
}

/** The item shows the most local fact, its colour whether any is a warning, the tooltip all of them. */
function working(input: StatusInput, server: ProbedServer): Status {
  const facts = [...localFacts(input), ...serverFacts(input, server)];
  const { icon, text } = facts[0] ?? {
    icon: input.source === 'embedded' ? 'beaker' : 'sparkle',
    text: nameOf(input),
  };
  return {
    icon,
    text,
    lines: [...facts.map(({ line }) => line), ...usualLines(input), wordsForServer(input, server)],
    severity: facts.some(({ severity }) => severity === 'warning') ? 'warning' : 'none',
  };
}

/** About the document in front: at most one. */
function localFacts(input: StatusInput): readonly Fact[] {
  const { inline } = input;
  const off = { icon: 'circle-slash', text: nameOf(input), severity: 'none' } as const;
  if (typeof inline === 'object') {
    const line = `This file is not sent to a model, so there are no completions in it: ${inline.excluded}.`;
    return [{ ...off, line }];
  }
  const line = 'Inline completions are off here. Use Trigger Inline Suggestion to get one.';
  return inline === 'off' ? [{ ...off, line }] : [];
}

/** About whoever answers, the more pressing first. */
function serverFacts(input: StatusInput, server: ProbedServer): readonly Fact[] {
  const { source, failure, adapter, model } = input;
  const name = nameOf(input);
  const warning = (text: string, line: string): Fact => ({
    icon: 'warning',
    text,
    line,
    severity: 'warning',
  });
  const facts: Fact[] = [];
  if (failure) facts.push(warning(name, wordsForError(failure, failure.url ?? 'the server')));
  if (source !== 'embedded' && !server.models.some(({ id }) => id === model)) {
    const line = `The server does not list ${model ?? 'any model'}. Requests may fail.`;
    facts.push(warning(name, line));
  }
  if (adapter?.state === 'missing') {
    const line = `The adapter ${adapter.name} of this workspace is not on the server, so ${model ?? 'its base'} answers without it. Load it again, or choose another one.`;
    facts.push(warning(`${name}, without ${adapter.name}`, line));
  }
  return facts;
}

/** What is worth a line and no other look. */
function usualLines({ adapter, inline }: StatusInput): readonly string[] {
  return [
    ...(adapter?.state === 'in-use' ? [`Requests use the adapter ${adapter.name}.`] : []),
    ...(inline === 'prefix-only'
      ? [
          'This model has no fill-in-the-middle tokens, so inline completions only see the text before the cursor.',
        ]
      : []),
  ];
}

function wordsForServer({ source, model }: StatusInput, server: ProbedServer): string {
  if (source === 'embedded') return embeddedDisclaimer;
  const kind =
    server.kind === 'vllm' ? `vLLM ${server.version ?? ''}` : 'not vLLM, OpenAI-compatible';
  return `${model ?? 'no model'} at ${server.llm.baseUrl} (${kind})`;
}

/** Who answers: the model, and the adapter on top of it. */
function nameOf({ source, adapter, model = 'Trellis' }: StatusInput): string {
  const name = source === 'embedded' ? 'Trellis: embedded' : model;
  return adapter?.state === 'in-use' ? `${name} · ${adapter.name}` : name;
}

function waiting(icon: string, line: string): Status {
  return { icon, text: 'Trellis', lines: [line], severity: 'none' };
}

function trustLines({ trust, source }: StatusInput): readonly string[] {
  if (trust === 'trusted' || source === 'embedded') return [];
  return ['The embedded engine does not start in an untrusted workspace.'];
}
