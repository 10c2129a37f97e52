import type { Engine } from '../../src/embedded/startEngine';

/** An answer as far as tests look at it. */
export interface CompletionAnswer {
  readonly choices: readonly {
    readonly index: number;
    readonly text: string;
    readonly finish_reason: string;
  }[];
  readonly usage: { readonly completion_tokens: number };
}

/** Posts JSON to a path below the engine's origin. */
export function post(
  engine: Pick<Engine, 'baseUrl'>,
  path: string,
  body: unknown,
  init: { readonly signal?: AbortSignal; readonly headers?: Record<string, string> } = {},
): Promise<Response> {
  return fetch(new URL(path, engine.baseUrl), {
    method: 'POST',
    body: JSON.stringify(body),
    ...(init.signal && { signal: init.signal }),
    headers: { 'content-type': 'application/json', ...init.headers },
  });
}

/** Completes, expecting success. */
export async function complete(
  engine: Pick<Engine, 'baseUrl'>,
  body: unknown,
): Promise<CompletionAnswer> {
  const response = await post(engine, '/v1/completions', body);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status} ${text}`);
  return JSON.parse(text) as CompletionAnswer;
}

/** The value of a gauge or counter without labels of interest. */
export async function metric(engine: Pick<Engine, 'baseUrl'>, name: string): Promise<number> {
  const text = await (await fetch(new URL('/metrics', engine.baseUrl))).text();
  return Number(new RegExp(`^vllm:${name}\\{[^}]*\\} (\\S+)$`, 'm').exec(text)?.[1]);
}

/** Reads a stream until `enough` says so, then leaves it open. */
export async function readUntil(
  response: Response,
  enough: (text: string) => boolean,
): Promise<string> {
  const reader = response.body?.getReader();
  let text = '';
  while (reader !== undefined && !enough(text)) {
    const read = (await reader.read()) as { readonly done: boolean; readonly value?: Uint8Array };
    if (read.done) break;
    text += new TextDecoder().decode(read.value);
  }
  reader?.releaseLock();
  return text;
}
