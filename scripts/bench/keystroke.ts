/** Bundled and run by keystroke.mjs: what Trellis adds between a keystroke and the wire. */
import { withRedactedRequests } from '../../src/activity/withRedactedRequests';
import { systemClock } from '../../src/base/clock';
import { Completer } from '../../src/completion/completer';
import { findSecrets } from '../../src/context/secretText';
import { parseBaseUrl } from '../../src/provider/baseUrl';
import { createLLM } from '../../src/provider/createLLM';

const lineCount = 5_000;
const keystrokes = 400;
const lines = Array.from(
  { length: lineCount },
  (_, index) =>
    `  const value${index} = compute(${index}, 'of a line that is as long as lines are');`,
);
/** As a client is written, with the names that a search for secrets has to look at. */
const clientLines = [
  'export async function login({ password, apiKey }: Credentials): Promise<Token> {',
  "  const token = await client.post('/token', { password, key: apiKey ?? env.API_KEY });",
  '  if (token.expired) return refresh(token.secret, { path: options.path });',
  "  headers.set('Authorization', `Bearer ${token.value}`); // see https://docs.local/auth",
  '  return { ...token, password: undefined };',
  '}',
];

/** Milliseconds in which 10 KB of code are searched for secrets, each of many times. */
export function measureSecretScans(code: 'numbers' | 'a client'): number[] {
  const all =
    code === 'numbers' ? lines : lines.map((_, at) => clientLines[at % clientLines.length]);
  const text = all.join('\n');
  return Array.from({ length: keystrokes }, (_, index) => {
    const window = text.slice(index * 100, index * 100 + 10 * 1024);
    const start = performance.now();
    findSecrets(window);
    return performance.now() - start;
  });
}

/**
 * Milliseconds from asking for a completion to the request being handed to `fetch`, for each of
 * many keystrokes in a file of 5,000 lines. The pause that waits for typing to end is left out.
 */
export async function measureKeystrokes(): Promise<number[]> {
  const times: number[] = [];
  let started = 0;
  const baseUrl = parseBaseUrl('http://localhost:8000/v1');
  if (typeof baseUrl === 'string') throw new Error(baseUrl);
  const llm = createLLM('vllm', {
    baseUrl,
    fetch: (url) => {
      if (url.endsWith('/tokenize')) return Promise.resolve(Response.json({ tokens: [1] }));
      times.push(performance.now() - started);
      const events = 'data: {"choices":[{"text":"x","finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';
      const headers = { 'content-type': 'text/event-stream' };
      return Promise.resolve(new Response(events, { headers }));
    },
  });
  const completer = new Completer({ clock: systemClock, pause: 0 });
  const target = {
    llm: withRedactedRequests(llm),
    model: { id: 'm', root: undefined, parent: undefined, contextWindow: 32_768 },
    contextWindow: 32_768,
    maxTokens: 2_048,
    temperature: 0,
    extraBody: {},
  };
  for (let index = 0; index < keystrokes; index++) {
    const line = Math.floor((index * lineCount) / keystrokes);
    const typed = `  const typed${index} = `;
    started = performance.now();
    await completer.complete(
      target,
      {
        lines: { lineCount, line: (at) => (at === line ? typed : (lines[at] ?? '')) },
        position: { line, character: typed.length },
        trigger: 'invoked',
      },
      new AbortController().signal,
    );
  }
  return times;
}
