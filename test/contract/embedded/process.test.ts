/** The engine as a process: how it starts, what it announces, and that it never outlives its owner. */
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually';
import { distFolder } from '../../support/runTrellis';

const script = (name: string): string => join(distFolder, name);
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function keep<T extends ChildProcess>(child: T): T {
  children.push(child);
  return child;
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('standard output is not piped');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return line;
}

async function answers(port: number, headers: Record<string, string> = {}): Promise<number> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/health`, { headers })).status;
  } catch {
    return 0;
  }
}

async function untilSilent(port: number): Promise<void> {
  await eventually('the port to be silent', async () => (await answers(port)) === 0);
}

function childrenOf(pid: number | undefined): readonly string[] {
  const listed = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  expect(listed).toHaveLength(1);
  return listed;
}

const portOf = (line: string): number => (JSON.parse(line) as { port: number }).port;

describe('the engine process', () => {
  it('announces its port in one line when forked, and ends with the channel', async () => {
    const child = keep(fork(script('embedded.js'), { silent: true }));
    const line = await firstLine(child);
    expect(line).toMatch(/^\{"port":\d+\}$/);
    expect(await answers(portOf(line))).toBe(200);
    const exited = once(child, 'exit');
    child.disconnect();
    expect(await exited).toEqual([0, null]);
  });

  it('takes its token from the environment', async () => {
    const env = { ...process.env, TRELLIS_ENGINE_TOKEN: 'secret' };
    const child = keep(fork(script('embedded.js'), { silent: true, env }));
    const port = portOf(await firstLine(child));
    expect(await answers(port)).toBe(401);
    expect(await answers(port, { authorization: 'Bearer secret' })).toBe(200);
  });

  it('ends when the process that forked it is killed', async () => {
    const code = `
      const child = require('node:child_process').fork(${JSON.stringify(script('embedded.js'))}, { silent: true });
      child.stdout.pipe(process.stdout);
    `;
    const parent = keep(spawn(process.execPath, ['-e', code]));
    const port = portOf(await firstLine(parent));
    expect(await answers(port)).toBe(200);
    parent.kill('SIGKILL');
    await untilSilent(port);
  });

  it('started by `trellis serve` says what it is, and ends when that is killed', async () => {
    const serve = keep(spawn(process.execPath, [script('cli.js'), 'serve', '--port', '0']));
    const lines = createInterface(serve.stdout)[Symbol.asyncIterator]();
    const first = (await lines.next()).value as string;
    const second = (await lines.next()).value as string;
    expect(first).toContain('embedded n-gram engine: for trying Trellis');
    expect(first).toMatch(/; it answers as vLLM \d+\.\d+\.\d+ does$/);
    expect(second).toMatch(/^listening on http:\/\/127\.0\.0\.1:\d+\/v1$/);
    const port = Number(/:(\d+)\//.exec(second)?.[1]);
    expect(await answers(port)).toBe(200);
    serve.kill('SIGKILL');
    await untilSilent(port);
  });

  it.each(['the option', 'a file', 'the variable'])(
    'started with a key by %s asks for it, and its own arguments do not tell it',
    async (how) => {
      const key = 'sk-serve-7f3a9c21d4';
      const file = join(await mkdtemp(join(tmpdir(), 'trellis-key-')), 'key');
      await writeFile(file, `${key}\n`);
      const given = { 'the option': ['--api-key', key], 'a file': ['--api-key-file', file] }[how];
      const serve = keep(
        spawn(process.execPath, [script('cli.js'), 'serve', '--port', '0', ...(given ?? [])], {
          env: { ...process.env, ...(given ? {} : { TRELLIS_ENGINE_API_KEY: key }) },
        }),
      );
      let warned = '';
      serve.stderr.on('data', (data: Buffer) => (warned += data.toString()));
      const lines = createInterface(serve.stdout)[Symbol.asyncIterator]();
      await lines.next();
      const second = (await lines.next()).value as string;
      const base = second.replace('listening on ', '');
      expect((await fetch(`${base}/models`)).status).toBe(401);
      const headers = { authorization: `Bearer ${key}` };
      expect((await fetch(`${base}/models`, { headers })).status).toBe(200);
      expect(warned.includes('list of processes')).toBe(how === 'the option');
      expect(warned).not.toContain(key);
      if (process.platform === 'linux') {
        for (const pid of [serve.pid, ...childrenOf(serve.pid)]) {
          expect(readFileSync(`/proc/${pid}/cmdline`, 'latin1')).not.toContain(key);
        }
      }
      await rm(dirname(file), { recursive: true });
    },
  );

  it.each([
    ['0.16.0', 'vLLM 0.16.0 does'],
    ['router', 'vLLM 0.32.0 behind the router of production-stack does'],
    ['rust', 'vLLM 0.32.0 behind its frontend in Rust does'],
  ])('started as %s says so', async (name, title) => {
    const child = keep(spawn(process.execPath, [script('embedded.js'), '--emulate', name]));
    expect(await firstLine(child)).toContain(`it answers as ${title}`);
  });

  it.each([
    ['--port', 'abc', 'not “abc”'],
    ['--emulate', 'foo', '“rust” or “router”, not “foo”'],
    ['--max-logprobs', 'x', 'takes a number, not “x”'],
    ['--adapter', 'foo', 'takes NAME=DIR, not “foo”'],
    ['--adapter', 'foo=nowhere', '--adapter foo='],
    ['--corpus', 'nowhere', 'no folder “nowhere”'],
    ['--corpus', script('cli.js'), 'no folder “'],
  ])(
    'is not started by `trellis serve %s %s`, which ends with code 2',
    async (name, value, text) => {
      const serve = keep(spawn(process.execPath, [script('cli.js'), 'serve', name, value]));
      let said = '';
      serve.stderr.on('data', (data: Buffer) => (said += data.toString()));
      expect(await once(serve, 'close')).toEqual([2, null]);
      expect(said).toContain(text);
    },
  );

  it('says which port is taken, and ends with an error', async () => {
    const first = keep(spawn(process.execPath, [script('embedded.js'), '--json-line']));
    const port = portOf(await firstLine(first));
    const second = keep(spawn(process.execPath, [script('embedded.js'), '--port', String(port)]));
    let said = '';
    second.stderr.on('data', (data: Buffer) => (said += data.toString()));
    expect(await once(second, 'exit')).toEqual([1, null]);
    expect(said).toContain(`port ${port} is already in use`);
  });
});
