import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** With all that the command line starts. */
export const distFolder = join(import.meta.dirname, '../../dist/');

export interface TrellisOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built command line as a process of its own, with none of this one's variables for it. */
export function startTrellis(
  args: readonly string[],
  env: TrellisOptions['env'] = {},
): ChildProcessWithoutNullStreams {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('TRELLIS_'));
  return spawn(process.execPath, [join(distFolder, 'cli.js'), ...args], {
    env: { ...Object.fromEntries(inherited), ...env },
  });
}

/** Runs it to its end. */
export async function runTrellis(
  args: readonly string[],
  { env, stdin = '' }: TrellisOptions = {},
): Promise<Ended> {
  const child = startTrellis(args, env);
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => (said[name] += text));
  }
  // A command that reads nothing may end before this is written.
  child.stdin.on('error', () => undefined).end(stdin);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...said };
}
