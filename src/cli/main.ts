import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { AbortError, onAbort } from '../base/abort';
import { systemClock } from '../base/clock';
import { lowMemoryFlags } from '../base/nodeFlags';
import { createRedaction } from '../base/redaction';
import type { CommandContext } from './command';
import { commands } from './commands';
import { asksForDocument, writeDocument } from './document';
import { exitCodes, type ExitName } from './exit';
import { failureDocument, failureOf } from './failure';
import { createFiles } from './files';
import { givenSecrets } from './givenSecrets';
import { scriptIn, versionIn } from './package';
import { runCommand } from './runCommand';
import { createTerminal } from './terminal';

const args = process.argv.slice(2);
// A key among them is not for whoever lists processes, where the system forgets what they were.
if (process.platform !== 'win32') process.title = 'trellis';
const interrupt = new AbortController();
const redaction = createRedaction();
for (const { text, kind } of givenSecrets({ args, env: process.env })) redaction.learn(text, kind);
const terminal = createTerminal({
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  redaction,
});

const files = createFiles(process.stdin);

async function ask(question: string): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl+C is heard by the reader while it asks.
  reader.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    return await reader.question(question, { signal: interrupt.signal });
  } finally {
    reader.close();
  }
}

const context: CommandContext = {
  terminal,
  files,
  env: process.env,
  clock: systemClock,
  ...(process.stdin.isTTY && process.stderr.isTTY && { ask }),
  signal: interrupt.signal,
  runScript: async (script, args, variables) => {
    const path = scriptIn(__dirname, script);
    // The pipe to its standard input closes when this process ends, however it ends.
    const child = spawn(process.execPath, [...lowMemoryFlags(process.versions), path, ...args], {
      stdio: ['pipe', 'inherit', 'inherit'],
      env: { ...process.env, ...variables },
    });
    const abort = onAbort(interrupt.signal, () => child.kill('SIGINT'));
    const [code] = (await once(child, 'exit')) as [number | null];
    abort.dispose();
    if (code === exitCodes.usage) return 'usage';
    return code === 0 ? 'ok' : 'failed';
  },
  version: () => versionIn(__dirname, files),
  openVerifier: async () => {
    const script = scriptIn(__dirname, 'verifier.js');
    const { startVerifierThread, Verifier } = await import('../guided/verifier');
    return new Verifier(() => startVerifierThread(script), systemClock);
  },
};

/** Ends once everything written is out; what still runs, a request above all, ends with it. */
function end(exit: ExitName): void {
  process.exitCode = exitCodes[exit];
  process.stdout.write('', () => process.stderr.write('', () => process.exit()));
}

// Whoever reads our output, `head` for one, may have had enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  terminal.progress('');
  process.exit(error.code === 'EPIPE' ? exitCodes.ok : exitCodes.failed);
});
process.stderr.on('error', () => undefined);

const interrupted = new Promise<never>((_, reject) => {
  process.once('SIGINT', () => {
    interrupt.abort();
    // After the abort's own callbacks, which close sockets.
    setImmediate(() => reject(new AbortError()));
  });
});

function fail(error: unknown): void {
  terminal.progress('');
  const failure = failureOf(error, process.env);
  if (failure.sentence !== undefined) terminal.note(`trellis: ${failure.sentence}`);
  if (asksForDocument(args)) writeDocument(terminal, failureDocument(failure));
  end(failure.exit);
}

// Node would show a stack trace, and its warnings quote addresses with their passwords.
process.on('uncaughtException', fail);
process.removeAllListeners('warning');

Promise.race([runCommand(commands, args, context), interrupted]).then(end, fail);
