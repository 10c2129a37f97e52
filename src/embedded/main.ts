import type { Log } from '../base/log';
import { keyVariables, readEngineArguments } from './engineArguments';
import { notice } from './identity';
import { createEngineWorkers } from './engineWorkers';
import { startEngine } from './startEngine';
import { UsageError } from './usageError';

/** How a process that could not start ends; the command line passes them on. */
const exitCodes = { failed: 1, usage: 2 } as const;

/** Standard output carries only the announcement, which a parent may parse. */
const log: Log = {
  trace() {},
  debug() {},
  info: (message) => {
    console.error(message);
  },
  warn: (message) => {
    console.error(message);
  },
  error: (message) => {
    console.error(message);
  },
};

async function main(): Promise<void> {
  const { announce, exitWithStdin, ...options } = readEngineArguments({
    argv: process.argv.slice(2),
    env: process.env,
    workingDirectory: process.cwd(),
    forked: process.send !== undefined,
  });
  // Keys are for this process alone, not for what it might start.
  for (const name of Object.values(keyVariables)) Reflect.deleteProperty(process.env, name);
  const engine = await startEngine({
    ...options,
    workers: createEngineWorkers(__dirname),
    log,
  }).catch((error: unknown) => {
    throw isPortTaken(error)
      ? new Error(`port ${options.port} is already in use; choose another with --port`)
      : error;
  });
  const leave = (): void => {
    process.exit(0);
  };
  // The channel closes however the parent ends, also when it was killed.
  process.on('disconnect', leave);
  process.on('SIGINT', leave);
  process.on('SIGTERM', leave);
  if (exitWithStdin) process.stdin.on('end', leave).on('error', leave).resume();
  if (announce === 'json') {
    console.log(JSON.stringify({ port: engine.port }));
  } else {
    console.log(`Trellis ${notice}; it answers as ${engine.emulates} does`);
    console.log(`listening on ${engine.baseUrl}`);
  }
}

function isPortTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(error instanceof UsageError ? exitCodes.usage : exitCodes.failed);
});
