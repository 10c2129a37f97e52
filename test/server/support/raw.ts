import * as z from 'zod';
import { parseJson } from '../../../src/base/json';
import type { BaseUrl } from '../../../src/provider/baseUrl';
import type { PathRoot } from '../../../src/provider/transport/transport';

/** An answer as it came, for what the provider does not ask or does not pass on. */
export interface RawAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly text: string;
  /** Parsed, where it is JSON. */
  readonly body: unknown;
}

const called = z.looseObject({ name: z.string(), arguments: z.string() });

const choice = z.looseObject({
  text: z.string().optional(),
  message: z
    .looseObject({
      content: z.string().nullish(),
      reasoning: z.string().nullish(),
      reasoning_content: z.string().nullish(),
      tool_calls: z.array(z.looseObject({ function: called })).nullish(),
    })
    .optional(),
  finish_reason: z.string().nullish(),
  logprobs: z.looseObject({ token_logprobs: z.array(z.number().nullable()) }).nullish(),
});

export type RawChoice = z.infer<typeof choice>;

/** Speaks to a server without the provider. */
export class Raw {
  constructor(
    private readonly baseUrl: BaseUrl,
    private readonly apiKey: string | undefined,
  ) {}

  get(mount: PathRoot, path: string): Promise<RawAnswer> {
    return this.send(mount, path, {});
  }

  post(mount: PathRoot, path: string, body: unknown): Promise<RawAnswer> {
    return this.postText(mount, path, JSON.stringify(body));
  }

  /** A body that need not be JSON. */
  postText(mount: PathRoot, path: string, body: string): Promise<RawAnswer> {
    return this.send(mount, path, { method: 'POST', body });
  }

  /** The choices of an answer; none where it was refused. */
  async choices(path: string, body: unknown): Promise<readonly RawChoice[]> {
    const answer = await this.post('api', path, body);
    const parsed = z.looseObject({ choices: z.array(choice) }).safeParse(answer.body);
    return parsed.success ? parsed.data.choices : [];
  }

  /** How many requests the server works on; undefined where it does not say. */
  running(): Promise<number | undefined> {
    return this.metric('num_requests_running');
  }

  /** How many tokens the server has written since its start; undefined where it does not say. */
  written(): Promise<number | undefined> {
    return this.metric('generation_tokens_total');
  }

  /** The sum over all labels of one of vLLM's gauges or counters. */
  private async metric(name: string): Promise<number | undefined> {
    const { status, text } = await this.get('root', '/metrics');
    if (status !== 200) return undefined;
    const values = [...text.matchAll(new RegExp(`^vllm:${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))];
    if (values.length === 0) return undefined;
    return values.reduce((sum, [, value]) => sum + Number(value), 0);
  }

  private async send(mount: PathRoot, path: string, init: RequestInit): Promise<RawAnswer> {
    const key = this.apiKey === undefined ? {} : { authorization: `Bearer ${this.apiKey}` };
    const response = await fetch(this.baseUrl[mount] + path, {
      ...init,
      headers: { 'content-type': 'application/json', ...key },
    });
    const text = await response.text();
    const contentType = response.headers.get('content-type') ?? undefined;
    return { status: response.status, contentType, text, body: parseJson(text) };
  }
}
