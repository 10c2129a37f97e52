import { describe, expect, it } from 'vitest';
import { run, start } from '../../../scripts/lib/processes.mjs';
import { eventually } from '../../support/eventually';

const node = process.execPath;
/** A program that starts another one, tells its process id, and never ends. */
const parent = `
  const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)']);
  console.log('child ' + child.pid);
  setInterval(() => {}, 1e6);
`;

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function gone(pid: number): Promise<void> {
  expect(pid).toBeGreaterThan(0);
  return eventually('the child to end', () => !isAlive(pid));
}

describe('a program that was started', () => {
  it('tells its output and its exit code', async () => {
    const script = 'console.log("out"); console.error("err"); process.exitCode = 3';
    const { code, output } = await run(node, ['-e', script], { limitMs: 60_000 });
    expect(code).toBe(3);
    expect(output).toContain('out');
    expect(output).toContain('err');
  });

  it('is ended with all that it started when it takes too long', async () => {
    let said: RegExpExecArray | null = null;
    // A busy machine may need longer until there is a child.
    for (let limitMs = 500; said === null; limitMs *= 2) {
      const { code, output } = await run(node, ['-e', parent], { limitMs });
      expect(code).toBe(124);
      said = /child (\d+)/.exec(output);
    }
    await gone(Number(said[1]));
  });

  it('is ended with all that it started when it is stopped', async () => {
    const program = start(node, ['-e', parent]);
    const [, pid] = await program.heard(/child (\d+)/, 60_000);
    expect(isAlive(Number(pid))).toBe(true);
    await program.stop();
    await gone(Number(pid));
  });

  it('does not outlive the process that started it, even killed', async () => {
    const module = new URL('../../../scripts/lib/processes.mjs', import.meta.url).href;
    const starter = `
      const { start } = await import(${JSON.stringify(module)});
      const program = start(process.execPath, ['-e', ${JSON.stringify(parent)}]);
      console.log((await program.heard(/child \\d+/, 60_000))[0]);
      process.kill(process.pid, 'SIGKILL');
    `;
    const { output } = await run(node, ['--input-type=module', '-e', starter], { limitMs: 60_000 });
    await gone(Number(/child (\d+)/.exec(output)?.[1]));
  });

  it('is given up on when it ends before it says what is waited for', async () => {
    const program = start(node, ['-e', 'console.log("other words")']);
    await expect(program.heard(/ready/, 60_000)).rejects.toThrow(/ended with code 0:\nother words/);
  });
});
