import { withoutByteOrderMark } from '../../src/base/byteOrderMark';
import { systemClock } from '../../src/base/clock';
import { givenSecrets } from '../../src/cli/givenSecrets';
import type { Command, CommandContext, CommandEntry } from '../../src/cli/command';
import { UsageError } from '../../src/cli/usageError';
import type { ExitName } from '../../src/cli/exit';
import { createRedaction } from '../../src/base/redaction';
import { createTerminal } from '../../src/cli/terminal';
import type { Constraint } from '../../src/guided/constraint';
import type { Match } from '../../src/guided/match';

/** The world of a command, as a test says it is. */
export interface World {
  /** Texts by path; `-` is standard input. */
  readonly files?: Readonly<Record<string, string>>;
  readonly folders?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly scriptEnds?: ExitName;
  readonly verify?: (constraint: Constraint, text: string) => Match;
}

/** What a command left behind. */
export interface Trace {
  readonly context: CommandContext;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly started: readonly (readonly string[])[];
  /** That scripts were started with. */
  readonly variables: Readonly<Record<string, string>>;
}

/** A terminal that is none, files that are not on a disk, and scripts that do not start. */
export function commandContext(world: World = {}): Trace {
  const written = { out: '', err: '' };
  const started: (readonly string[])[] = [];
  const given: Record<string, string> = {};
  const { files = {}, folders = [], env = {}, verify } = world;
  const redaction = createRedaction();
  for (const { text, kind } of givenSecrets({ args: [], env })) redaction.learn(text, kind);
  const readMarkedText = (path: string): Promise<string> => {
    const text = files[path];
    if (text === undefined) return Promise.reject(new UsageError(`cannot read ${path}`));
    return Promise.resolve(text);
  };
  const context: CommandContext = {
    terminal: createTerminal({
      stdout: { write: (text) => (written.out += text) },
      stderr: { write: (text) => (written.err += text) },
      env,
      redaction,
    }),
    files: {
      isFolder: (path) => folders.includes(path),
      isThere: (path) => path in files || folders.includes(path),
      placesOf: (path) => [path],
      readBytes: () => Promise.resolve(new Uint8Array()),
      writeNew: () => Promise.resolve(),
      readText: async (path) => withoutByteOrderMark(await readMarkedText(path)),
      readMarkedText,
    },
    env,
    clock: systemClock,
    signal: new AbortController().signal,
    runScript: (script, args, variables) => {
      started.push([script, ...args]);
      Object.assign(given, variables);
      return Promise.resolve(world.scriptEnds ?? 'ok');
    },
    version: () => Promise.resolve('1.2.3'),
    openVerifier: () =>
      Promise.resolve({
        verify: (constraint, text) =>
          Promise.resolve(verify?.(constraint, text) ?? { match: 'unchecked', reason: 'a test' }),
        dispose() {},
      }),
  };
  return {
    context,
    stdout: () => written.out,
    stderr: () => written.err,
    started,
    variables: given,
  };
}

export function entryOf(command: Command): CommandEntry {
  return { name: command.name, summary: 'a summary', load: () => Promise.resolve(command) };
}
