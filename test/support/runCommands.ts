import { join } from 'node:path';
import { Readable } from 'node:stream';
import { systemClock, type Clock } from '../../src/base/clock';
import { createRedaction } from '../../src/base/redaction';
import { commands } from '../../src/cli/commands';
import { asksForDocument, writeDocument } from '../../src/cli/document';
import { exitCodes } from '../../src/cli/exit';
import { failureDocument, failureOf } from '../../src/cli/failure';
import { createFiles } from '../../src/cli/files';
import { givenSecrets } from '../../src/cli/givenSecrets';
import { runCommand } from '../../src/cli/runCommand';
import { createTerminal } from '../../src/cli/terminal';
import { startVerifierThread, Verifier } from '../../src/guided/verifier';
import type { Ended, TrellisOptions } from './runTrellis';

const builtVerifier = join(import.meta.dirname, '../../dist/verifier.js');

/** One for all commands: its thread keeps nobody alive. */
const verifier = new Verifier(() => startVerifierThread(builtVerifier), systemClock);

export interface HereOptions extends TrellisOptions {
  readonly clock?: Clock;
}

/**
 * Runs a command as `src/cli/main.ts` does, but here: a process for each would take most of a test's
 * time. What only a process shows (signals, pipes, scripts of its own) is for `runTrellis`.
 */
export async function runHere(
  args: readonly string[],
  { env = {}, stdin = '', clock = systemClock }: HereOptions = {},
): Promise<Ended> {
  const said = { stdout: '', stderr: '' };
  const redaction = createRedaction();
  for (const { text, kind } of givenSecrets({ args, env })) redaction.learn(text, kind);
  const terminal = createTerminal({
    stdout: { write: (text) => (said.stdout += text) },
    stderr: { write: (text) => (said.stderr += text) },
    env,
    redaction,
  });
  const ending = new AbortController();
  try {
    const exit = await runCommand(commands, args, {
      terminal,
      files: createFiles(Readable.from([Buffer.from(stdin)])),
      env,
      clock,
      signal: ending.signal,
      runScript: (script) => Promise.reject(new Error(`${script} needs a process`)),
      version: () => Promise.reject(new Error('only a package has a version')),
      openVerifier: () =>
        Promise.resolve({
          verify: (...asked) => verifier.verify(...asked),
          dispose() {},
        }),
    });
    return { code: exitCodes[exit], ...said };
  } catch (error) {
    const failure = failureOf(error, env);
    if (failure.sentence !== undefined) terminal.note(`trellis: ${failure.sentence}`);
    if (asksForDocument(args)) writeDocument(terminal, failureDocument(failure));
    return { code: exitCodes[failure.exit], ...said };
  } finally {
    // As the end of a process would end what still runs.
    ending.abort();
  }
}
