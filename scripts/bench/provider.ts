/** What the provider costs: bundled and run by the benchmark. */
import { systemClock } from '../../src/base/clock';
import { readEbnf } from '../../src/guided/ebnf';
import { startVerifierThread, Verifier } from '../../src/guided/verifier';
import { parseBaseUrl } from '../../src/provider/baseUrl';
import { createLLM } from '../../src/provider/createLLM';
import { ThinkSplitter } from '../../src/reasoning/thinkSplitter';

const question = {
  model: 'm',
  messages: [{ role: 'user', content: 'a' }],
  thinking: 'off',
} as const;

/** Milliseconds for one stream through the provider. */
export async function streamThroughProvider(address: string): Promise<number> {
  const baseUrl = parseBaseUrl(address);
  if (typeof baseUrl === 'string') throw new Error(baseUrl);
  const llm = createLLM('vllm', { baseUrl, release: '0.32.0' });
  await llm.models();
  const start = performance.now();
  let length = 0;
  for await (const event of llm.stream(question)) {
    if (event.type === 'text-delta') length += event.text.length;
  }
  if (length === 0) throw new Error('nothing came');
  return performance.now() - start;
}

interface Chunk {
  readonly choices: readonly { readonly delta: { readonly content?: string } }[];
}

/** Milliseconds for one stream through bare `fetch` that parses the JSON of each line. */
export async function streamThroughFetch(address: string): Promise<number> {
  const start = performance.now();
  const response = await fetch(`${address}/chat/completions`, { method: 'POST', body: '{}' });
  const decoder = new TextDecoder();
  let rest = '';
  let length = 0;
  for await (const bytes of response.body ?? []) {
    const lines = (rest + decoder.decode(bytes as Uint8Array, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.startsWith('data: {')) continue;
      const chunk = JSON.parse(line.slice(6)) as Chunk;
      length += chunk.choices[0]?.delta.content?.length ?? 0;
    }
  }
  if (length === 0) throw new Error('nothing came');
  return performance.now() - start;
}

/** Megabytes by which the heap is larger at its largest, of what is still in use, while streaming. */
export async function memoryOfStream(address: string, collect: () => void): Promise<number> {
  const baseUrl = parseBaseUrl(address);
  if (typeof baseUrl === 'string') throw new Error(baseUrl);
  const llm = createLLM('vllm', { baseUrl, release: '0.32.0' });
  await llm.models();
  const inUse = (): number => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const before = inUse();
  let most = before;
  let events = 0;
  for await (const event of llm.stream(question)) {
    if (event.type === 'text-delta' && ++events % 1_000 === 0) most = Math.max(most, inUse());
  }
  return (most - before) / 1024 / 1024;
}

/** Megabytes a second through the splitter, in chunks of 1 to 20 characters. */
export function splitRate(megabytes: number): number {
  const line = 'The user wants a function; I compare a < b, then c </ d.\n';
  const text = `<think>${line.repeat((megabytes * 500_000) / line.length)}</think>${line.repeat((megabytes * 500_000) / line.length)}`;
  const chunks: string[] = [];
  for (let at = 0, length = 1; at < text.length; at += length, length = (length % 20) + 1) {
    chunks.push(text.slice(at, at + length));
  }
  const start = performance.now();
  const splitter = new ThinkSplitter();
  let pieces = 0;
  for (const chunk of chunks) pieces += splitter.push(chunk).length;
  pieces += splitter.flush().length;
  const seconds = (performance.now() - start) / 1000;
  if (pieces === 0) throw new Error('nothing came');
  return text.length / 1_000_000 / seconds;
}

/** Milliseconds to validate the grammar, and to judge 4 KB that leave it near their end. */
export async function guidedTimes(
  script: string,
  grammar: string,
  turns: number,
): Promise<{ readonly validate: readonly number[]; readonly verify: readonly number[] }> {
  const verifier = new Verifier(() => startVerifierThread(script), systemClock);
  const member = '"name": [1, 2.5, "text"], ';
  const text = `{${member.repeat(4_000 / member.length)}"wrong": }`;
  const validate: number[] = [];
  const verify: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const start = performance.now();
    if (readEbnf(grammar).problems) throw new Error('the grammar is refused');
    const read = performance.now();
    const verdict = await verifier.verify({ kind: 'grammar', source: grammar }, text);
    if (verdict.match !== 'mismatch') throw new Error(`judged ${verdict.match}`);
    validate.push(read - start);
    verify.push(performance.now() - read);
  }
  verifier.dispose();
  return { validate, verify };
}
