import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../src/base/log';
import { EngineProcess, type EngineAddress } from '../../src/editor/connection/engineProcess';
import { parseBaseUrl } from '../../src/provider/baseUrl';
import { createLLM } from '../../src/provider/createLLM';
import type { LLM, StreamEvent } from '../../src/provider/llm';
import { collectEvents } from '../support/collectEvents';
import { eventually } from '../support/eventually';

const script = join(import.meta.dirname, '../../dist/embedded.js');
const greenhouse = join(import.meta.dirname, '../../examples/greenhouse');
let corpus: string;
let engine: EngineProcess | undefined;

beforeAll(async () => {
  corpus = await mkdtemp(join(tmpdir(), 'trellis-corpus-'));
  await cp(greenhouse, corpus, { recursive: true });
});
afterAll(() => rm(corpus, { recursive: true }));
afterEach(() => engine?.dispose());

async function start(): Promise<{ llm: LLM; address: EngineAddress; process: EngineProcess }> {
  const process = new EngineProcess(silentLog);
  engine = process;
  const address = await process.start({ script, folders: [corpus], exclude: {}, token: 'secret' });
  return { llm: llmAt(address.port, address.token), address, process };
}

function llmAt(port: number, apiKey: string): LLM {
  const baseUrl = parseBaseUrl(`http://127.0.0.1:${port}`);
  if (typeof baseUrl === 'string') throw new Error(baseUrl);
  return createLLM('vllm', { baseUrl, apiKey });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const text = (events: readonly StreamEvent[]): string =>
  events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');

describe('the provider and the embedded engine', () => {
  it('agree on models, release, tokens, completions, answers and usage', async () => {
    const { llm } = await start();
    const [model] = await llm.models();
    expect(model).toMatchObject({ id: 'trellis-embedded', parent: undefined });
    expect(model?.contextWindow).toBeGreaterThan(4_000);
    expect(await llm.version()).toMatch(/^0\.\d+\.\d+$/);
    const marker = await llm.tokenize({
      model: 'trellis-embedded',
      text: '<|fim_prefix|>',
      addSpecialTokens: 'no',
    });
    expect(marker.tokens).toHaveLength(1);
    const events = await collectEvents(
      llm.complete({
        model: 'trellis-embedded',
        prompt: 'const aa = first(second);\nconst bb = first(second);\nconst cc = first(',
        maxTokens: 8,
        temperature: 0,
        stop: ['\n'],
      }),
    );
    expect(text(events)).toBe('second);');
    expect(events.at(-2)).toMatchObject({ type: 'finish', reason: 'stop', stopReason: '\n' });
    expect(events.at(-1)).toMatchObject({ type: 'usage' });
    const answer = await llm.generate({
      model: 'trellis-embedded',
      messages: [{ role: 'user', content: 'const dd = first(second);\nconst ee = first(' }],
      maxTokens: 4,
      temperature: 0,
    });
    expect(answer).toMatchObject({ problems: [], usage: { completionTokens: 4 } });
  });

  it('agree on errors: a wrong key, an unknown model, a bad parameter, no such route', async () => {
    const { llm, address } = await start();
    await expect(llmAt(address.port, 'wrong').models()).rejects.toMatchObject({
      code: 'unauthorized',
    });
    const messages = [{ role: 'user', content: 'x' }] as const;
    await expect(llm.generate({ model: 'nope', messages })).rejects.toMatchObject({
      code: 'not-found',
      missing: 'model',
    });
    await expect(
      llm.generate({ model: 'trellis-embedded', messages, maxTokens: -1 }),
    ).rejects.toMatchObject({ code: 'rejected', parameter: 'max_tokens' });
    const elsewhere = parseBaseUrl(`http://127.0.0.1:${address.port}/elsewhere`);
    if (typeof elsewhere === 'string') throw new Error(elsewhere);
    const lost = createLLM('vllm', { baseUrl: elsewhere, apiKey: 'secret' });
    await expect(lost.models()).rejects.toMatchObject({ code: 'not-found', missing: 'route' });
  });

  it('stop together: after an abort the engine runs nothing', async () => {
    const { llm, address } = await start();
    const controller = new AbortController();
    const request = {
      model: 'trellis-embedded',
      prompt: 'let a = 1;\nlet a = 1;\nlet',
      maxTokens: 20_000,
      temperature: 1,
      extraBody: { ignore_eos: true },
    };
    await expect(
      (async () => {
        for await (const event of llm.complete(request, { signal: controller.signal })) {
          if (event.type === 'text-delta') controller.abort();
        }
      })(),
    ).rejects.toMatchObject({ name: 'AbortError' });
    await eventually('the engine to run nothing', async () => {
      const response = await fetch(`http://127.0.0.1:${address.port}/metrics`, {
        headers: { authorization: 'Bearer secret' },
      });
      return /^vllm:num_requests_running\{[^}]*\} 0(\.0)?$/m.test(await response.text());
    });
  });
});

describe('the engine as a process', () => {
  it('reports that it was killed', async () => {
    const { process: running } = await start();
    const exit = new Promise((done) => running.onDidExit(done));
    process.kill(running.pid ?? 0, 'SIGKILL');
    expect(await exit).toEqual({ expected: false });
    expect(running.running).toBe(false);
  });

  it('ends when it is stopped', async () => {
    const { process: running } = await start();
    const pid = running.pid ?? 0;
    running.stop();
    await eventually('the engine to end', () => !isAlive(pid));
  });

  it('ends when its parent is killed with SIGKILL', async () => {
    const parent = spawn(process.execPath, [
      '-e',
      `const child = require('node:child_process').fork(${JSON.stringify(script)},
         ['--port', '0', '--json-line'], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
       child.stdout.once('data', () => console.log(child.pid));`,
    ]);
    const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
    const pid = Number(line);
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await eventually('the engine to end', () => !isAlive(pid));
  });

  it('that cannot start is an error, not a wait', async () => {
    engine = new EngineProcess(silentLog);
    const launch = { script: join(corpus, 'no-such.js'), folders: [], exclude: {}, token: 't' };
    await expect(engine.start(launch)).rejects.toThrow('ended before it listened');
  });
});
