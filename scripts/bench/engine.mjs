// @ts-check
/**
 * Measures the built embedded engine as a process of its own, over HTTP, on a megabyte of the
 * sources of installed packages. `npm run bench -- engine` prints the figures.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { atEnd, temporaryFolder } from '../lib/lifetime.mjs';
import { measuredProjects, readProject } from './heldOut.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const corpusBytes = 1_000_000;
const samples = 40;

/** @typedef {{ name: string, value: number, unit: string, target: string }} BenchRow */

/** @returns {Promise<readonly BenchRow[]>} */
export async function benchEngine() {
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), '--production'], { cwd: root });
  const files = corpusFiles();
  const engine = await startEngine(await writeCorpus(files));
  const learnt = await engine.learnt;
  const prompts = choosePrompts(files);

  const unseen = [];
  for (let index = 0; index < samples; index++) {
    unseen.push(await firstToken(engine.url, prompts(index), { grammar: callGrammar(index) }));
  }
  await firstToken(engine.url, prompts(0));
  const warm = [];
  for (let index = 0; index < samples; index++) {
    warm.push(await firstToken(engine.url, prompts(index)));
  }
  const rates = [];
  const constraint = { grammar: callGrammar(0) };
  // The first runs compile code, V8's and ours.
  for (let seed = 0; seed < 8; seed++) {
    const body = { prompt: prompts(seed), max_tokens: 2_000, seed, temperature: 1 };
    rates.push(await tokensPerSecond(engine.url, { ...body, structured_outputs: constraint }));
  }
  const memory = residentMegabytes(engine.pid);
  await engine.stop();

  return [
    { name: 'from start to listening', value: engine.listening, unit: 'ms', target: '' },
    { name: 'learning 1 MB of source', value: learnt, unit: 'ms', target: '< 1000 ms' },
    { name: 'first token, warm, p95', value: percentile(warm, 95), unit: 'ms', target: '< 30 ms' },
    {
      name: 'first token of the first constraint, which starts the workers',
      value: unseen[0] ?? 0,
      unit: 'ms',
      target: '',
    },
    {
      name: 'first token under an unseen grammar, p95',
      value: percentile(unseen, 95),
      unit: 'ms',
      target: '< 300 ms',
    },
    {
      name: 'tokens under a grammar, warm',
      value: percentile(rates.slice(3), 50),
      unit: '/s',
      target: '> 5000 /s',
    },
    { name: 'resident memory with workers', value: memory, unit: 'MB', target: '< 150 MB' },
  ];
}

/** @returns {readonly { readonly path: string, readonly text: string }[]} */
function corpusFiles() {
  const files = [];
  let bytes = 0;
  for (const [index, project] of measuredProjects.entries()) {
    for (const file of readProject(project)) {
      if (bytes >= corpusBytes) return files;
      bytes += Buffer.byteLength(file.text);
      files.push({ path: join(String(index), file.path), text: file.text });
    }
  }
  return files;
}

/** @param {readonly { readonly path: string, readonly text: string }[]} files */
async function writeCorpus(files) {
  const folder = await temporaryFolder('bench-engine');
  for (const { path, text } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

/** @param {string} folder */
async function startEngine(folder) {
  const start = performance.now();
  const script = join(root, 'dist/embedded.js');
  // The flags with which everybody starts it (src/base/nodeFlags.ts).
  const args = [
    '--max-semi-space-size=4',
    '--v8-pool-size=1',
    script,
    '--json-line',
    '--corpus',
    folder,
  ];
  const child = spawn(process.execPath, args);
  const stop = atEnd(async () => {
    child.kill();
    if (child.exitCode === null) await once(child, 'exit');
  });
  /** @type {Promise<number>} */
  const learnt = new Promise((resolve) => {
    createInterface(child.stderr).on('line', (line) => {
      const took = /^learnt .* in (\d+) ms$/.exec(line)?.[1];
      if (took !== undefined) resolve(Number(took));
    });
  });
  /** @type {Promise<string>} */
  const announced = new Promise((resolve) => {
    createInterface(child.stdout).once('line', resolve);
  });
  const line = await announced;
  const listening = performance.now() - start;
  const port = /"port":(\d+)/.exec(line)?.[1];
  const url = `http://127.0.0.1:${port}/v1/completions`;
  return { url, pid: child.pid ?? 0, listening, learnt, stop };
}

/**
 * Prompts as an editor sends them: most of a file, cut in the middle of a line.
 * @param {readonly { readonly text: string }[]} files
 * @returns {(index: number) => string}
 */
function choosePrompts(files) {
  return (index) => {
    const text = files[(index * 7) % files.length]?.text ?? '';
    const cut = Math.floor(Math.min(text.length, 16_000) * 0.6);
    const [prefix, suffix] = [text.slice(0, cut), text.slice(cut + 40, 16_000)];
    return `<|fim_prefix|>${prefix}<|fim_suffix|>${suffix}<|fim_middle|>`;
  };
}

/** A grammar of statements that no request had before. @param {number} index */
function callGrammar(index) {
  return `root ::= statement{2000}
statement ::= name${index} "(" (argument (", " argument){0,4})? ");\\n"
argument ::= name${index} | number | string | name${index} "(" argument ")"
name${index} ::= [a-z_] [a-z_0-9]{0,11}
number ::= "-"? [0-9]{1,4} ("." [0-9]{1,2})?
string ::= "\\"" [^"\\\\\\n]{0,20} "\\""
`;
}

/**
 * Milliseconds to the first event that carries text.
 * @param {string} url
 * @param {string} prompt
 * @param {object} [constraint]
 */
async function firstToken(url, prompt, constraint) {
  const start = performance.now();
  const response = await postJson(url, {
    prompt,
    max_tokens: 4,
    temperature: 0,
    stream: true,
    ignore_eos: true,
    ...(constraint && { structured_outputs: constraint }),
  });
  const reader = response.body?.getReader();
  await reader?.read();
  const first = performance.now() - start;
  while (!(await reader?.read())?.done);
  return first;
}

/**
 * @param {string} url
 * @param {object} body
 */
async function tokensPerSecond(url, body) {
  const start = performance.now();
  const response = await postJson(url, body);
  const answer = /** @type {{ usage: { completion_tokens: number } }} */ (await response.json());
  const seconds = (performance.now() - start) / 1000;
  return answer.usage.completion_tokens / seconds;
}

/**
 * @param {string} url
 * @param {object} body
 */
async function postJson(url, body) {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return response;
}

/** @param {number} pid */
function residentMegabytes(pid) {
  const kilobytes = execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  return Number(kilobytes.trim()) / 1024;
}

/**
 * @param {readonly number[]} values
 * @param {number} percent
 */
function percentile(values, percent) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0;
}
