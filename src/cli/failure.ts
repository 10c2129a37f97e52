import { isAbortError } from '../base/abort';
import { ProviderError } from '../provider/errors';
import type { CommandContext } from './command';
import type { JsonValue } from './document';
import { exitCodes, type ExitName } from './exit';
import { problemDocument } from './problems';
import { isRefusedHere, serverSentence } from './serverWords';
import { UsageError, type UsageProblems } from './usageError';
import { windowKeyRemedy } from './windowKey';

/** How a command ends that threw, and what is told of it. */
export interface Failure {
  readonly exit: ExitName;
  /** Says why; an interrupt needs none. */
  readonly sentence: string | undefined;
  /** What is wrong in a file or an option, each with its place. */
  readonly faults?: UsageProblems;
  /** What came from the server, or from the way to it. */
  readonly server?: ProviderError;
  /** What had come before. */
  readonly seen?: JsonValue;
}

/** A command failed on its way, and what it had found out is worth telling. */
export class Unfinished extends Error {
  override readonly name = 'Unfinished';

  constructor(
    override readonly cause: ProviderError,
    readonly seen: JsonValue,
  ) {
    super(cause.message, { cause });
  }
}

/** @param env where it was: what helps depends on that */
export function failureOf(error: unknown, env: CommandContext['env'] = {}): Failure {
  if (isAbortError(error)) return { exit: 'interrupted', sentence: undefined };
  if (error instanceof Unfinished) return { ...failureOf(error.cause, env), seen: error.seen };
  if (error instanceof ProviderError) {
    const remedy = windowKeyRemedy(error, env);
    const sentence = [serverSentence(error), ...(remedy === undefined ? [] : [remedy])].join('; ');
    return { exit: 'server', sentence, ...(!isRefusedHere(error) && { server: error }) };
  }
  const sentence = error instanceof Error ? error.message : String(error);
  if (!(error instanceof UsageError)) return { exit: 'failed', sentence };
  return { exit: 'usage', sentence, ...(error.faults && { faults: error.faults }) };
}

/** The document of a command that was asked for one and has none of its own. */
export function failureDocument({ exit, sentence, faults, server, seen }: Failure): JsonValue {
  return {
    ...(seen !== undefined && { seen }),
    error: {
      exit: exitCodes[exit],
      kind: exit,
      message: sentence ?? 'interrupted',
      source: faults?.name ?? null,
      problems: (faults?.problems ?? []).map(problemDocument),
      server: server ? serverErrorDocument(server) : null,
    },
  };
}

function serverErrorDocument({ code, message, status, url }: ProviderError): JsonValue {
  return { code, message, status: status ?? null, url: url ?? null };
}
