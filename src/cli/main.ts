import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { leanFlags } from '../base/nodeFlags';
import { UsageError, type CommandContext } from './command';
import { runCommand } from './runCommand';
import { serve } from './serve';

const commands = [serve];

const context: CommandContext = {
  write: (text) => process.stdout.write(text),
  isFolder: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
  runScript: async (script, args) => {
    // The pipe to its standard input closes when this process ends, however it ends.
    const child = spawn(
      process.execPath,
      [...leanFlags(process.versions), join(__dirname, script), ...args],
      {
        stdio: ['pipe', 'inherit', 'inherit'],
      },
    );
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => child.kill(signal));
    }
    const [code] = (await once(child, 'exit')) as [number | null];
    return code ?? 1;
  },
};

runCommand(commands, process.argv.slice(2), context).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = error instanceof UsageError ? 2 : 1;
  },
);
