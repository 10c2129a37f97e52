import OpenAI from 'openai';
import { throwIfAborted, wait } from '../../base/abort';
import type { Clock } from '../../base/clock';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { maxJsonDepth, isTooDeep, parseJson } from '../../base/json';
import type { Redact } from '../../base/redaction';
import { PriorityLimiter } from '../../base/priorityLimiter';
import type { BaseUrl } from '../baseUrl';
import { ProviderError, type ProviderErrorDetail } from '../errors';
import type { CallOptions } from '../llm';
import { errorInSuccess, readErrorBody, toProviderError } from '../wire/errorBody';
import { byteReader, parseBody, parseObjects, readBodyUpTo, readBody } from './bodies';
import {
  checkHeaders,
  allowedClientHeaders,
  containKey,
  requestHeaders,
  redactionOf,
} from './headers';
import type { FetchLike } from './nodeFetch';
import { admissionPause, readRetryAfter } from './retryAfter';
import { SilenceTimeout } from './silenceTimeout';
import { isDoneEvent } from './sse';
import { StreamFormatParser } from './streamFormatParser';
import { redirection, rootMessage, statusWords, unsendable } from './transportErrors';
import { Utf8Reader, type Utf8Text } from './utf8';

export interface TransportOptions {
  readonly baseUrl: BaseUrl;
  /** vLLM without `--api-key` accepts any; the client insists on one. */
  readonly apiKey: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds of silence, before the first byte or between two, after which a call fails. */
  readonly timeout: number;
  readonly fetch: FetchLike;
  readonly clock: Clock;
  /** Answers that the server may be writing at a time; further requests wait here. */
  readonly concurrency: number;
  /** Bytes that a whole answer may have. */
  readonly maxAnswerBytes: number;
}

/** Where a path hangs: OpenAI's routes under `/v1`, vLLM's own beside it. */
export type PathRoot = 'api' | 'root';

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly mount: PathRoot;
  /** With a leading slash. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** Told where a server that has no room is asked once more, after a while. */
  readonly whenBusy?: 'ask-again';
}

/** Bytes of an error body that are read; the rest is a proxy's page. */
const maxErrorBodyLength = 64 * 1024;

/**
 * Sends calls and judges the HTTP side of the answers. The `openai` client builds the requests;
 * what comes back is read here, because its own iteration costs nearly twice bare `fetch`.
 */
export class Transport {
  private readonly client: OpenAI;
  private readonly turns: PriorityLimiter;
  private readonly headers: Readonly<Record<string, string>>;
  /** What a server says of a failure may hold what it was sent. */
  private readonly redact: Redact;
  /** The client makes errors of its own of what it is thrown, so it is thrown nothing. */
  private readonly failures = new WeakMap<Response, unknown>();
  private hasAnswered = false;

  constructor(private readonly options: TransportOptions) {
    this.turns = new PriorityLimiter(options.concurrency);
    this.headers = requestHeaders(options.apiKey, options.headers);
    this.redact = redactionOf(options);
    this.client = new OpenAI({
      baseURL: options.baseUrl.api,
      // It insists on a key, and looks for one in the environment; ours is among our own headers.
      apiKey: 'unused',
      maxRetries: 0,
      // The client's own timer is for a whole answer; ours watch for silence.
      timeout: 2 ** 31 - 1,
      fetch: (url, init) => this.fetch(url, init).catch((error: unknown) => this.aside(error)),
      logLevel: 'off',
    });
  }

  /** What its own waits are measured by. */
  get clock(): Clock {
    return this.options.clock;
  }

  /** The parsed body of an answer with a 2xx status. Throws the error that it may be. */
  async json(call: Call, options: CallOptions): Promise<unknown> {
    const url = this.url(call);
    const { text, status } = await this.body(call, options);
    const json = parseBody(text, { url, status });
    this.refuseError(json, url);
    return json;
  }

  /**
   * The JSON objects in the body of an answer with a 2xx status: more than one where a server
   * streams unasked. What could not be read is among them as text. Throws the error that one of
   * them may be.
   */
  async objects(call: Call, options: CallOptions): Promise<readonly unknown[]> {
    const url = this.url(call);
    const { text, damage, status } = await this.body(call, options);
    const objects = parseObjects(text, { url, status });
    for (const object of objects) this.refuseError(object, url);
    return damage === undefined ? objects : [...objects, this.redact(damage)];
  }

  /** The body of an answer with a 2xx status as it is. Throws the error that it may be. */
  async text(call: Call, options: CallOptions): Promise<string> {
    const { text } = await this.body(call, options);
    if (text.startsWith('{')) this.refuseError(parseJson(text), this.url(call));
    return text;
  }

  private async body(
    call: Call,
    options: CallOptions,
  ): Promise<Utf8Text & { readonly status: number }> {
    const sent = await this.send(call, options);
    const { response, silence } = sent;
    try {
      const body = await readBody(response, silence, this.options.maxAnswerBytes);
      return { ...body, status: response.status };
    } catch (error) {
      throw this.broken(error, call, silence, { begun: true });
    } finally {
      sent.dispose();
    }
  }

  /** The data of the server-sent events in each read, `[DONE]` left out, and what could not be read. */
  async *events(
    call: Call,
    options: CallOptions,
  ): AsyncGenerator<readonly string[], void, undefined> {
    const sent = await this.send(call, options);
    const { response, silence } = sent;
    const reader = byteReader(response);
    try {
      const from = { url: this.url(call), status: response.status };
      if (!reader) {
        const message = `an answer without a body, with the status ${from.status}`;
        throw new ProviderError('bad-response', message, from);
      }
      const type = response.headers.get('content-type') ?? '';
      const parser = new StreamFormatParser({
        type,
        longest: this.options.maxAnswerBytes,
        ...from,
      });
      const reading = new Utf8Reader();
      let length = 0;
      for (;;) {
        const { value, done } = await silence.watch(reader.read());
        length += value?.length ?? 0;
        this.refuseStreamOver(length);
        const { text, damage } = done ? reading.end() : reading.write(value);
        const pushed = parser.push(text);
        const events = done ? [...pushed, ...parser.flush()] : pushed;
        const end = events.findIndex(isDoneEvent);
        if (end !== -1) events.length = end;
        // In front, so that nobody takes what stands there for whole.
        if (damage !== undefined) events.unshift(damage);
        yield events.map((data) => this.discreet(data));
        if (done || end !== -1) return;
      }
    } catch (error) {
      throw this.broken(error, call, silence, { begun: true });
    } finally {
      // Whoever stops reading wants the server to stop as well: this closes the socket.
      sent.dispose();
      await reader?.cancel().catch(() => undefined);
    }
  }

  /** A server that never ends is left; what stands around each token takes much of a stream. */
  private refuseStreamOver(length: number): void {
    const most = 4 * this.options.maxAnswerBytes;
    if (length > most) throw new RangeError(`a stream of over ${most} bytes`);
  }

  private async send(call: Call, options: CallOptions): Promise<Sent> {
    try {
      return await this.sendOnce(call, options);
    } catch (error) {
      const pause = call.whenBusy && admissionPause(error);
      if (pause === undefined) throw error;
      await wait(this.clock, pause, options.signal);
      return this.sendOnce(call, options);
    }
  }

  private async sendOnce(call: Call, options: CallOptions): Promise<Sent> {
    throwIfAborted(options.signal);
    checkHeaders(this.headers);
    if (isTooDeep(call.body)) {
      throw new ProviderError(
        'rejected',
        `the request nests more than ${maxJsonDepth} levels deep`,
      );
    }
    const held = new DisposableStore();
    if (isWork(call)) {
      held.add(await this.turns.take(options.urgency ?? 'soon', options.signal));
    }
    const url = this.url(call);
    options.onSend?.({ method: call.method, url, body: call.body });
    const { clock } = this.options;
    const { timeout = this.options.timeout } = options;
    const silence = held.add(new SilenceTimeout(clock, timeout, options.signal));
    try {
      const pending = this.client
        .request({
          method: call.method === 'GET' ? 'get' : 'post',
          path: url,
          body: call.body,
          signal: silence.signal,
          ...(options.connection === 'fresh' && { headers: { connection: 'close' } }),
        })
        .asResponse();
      const response = await silence.watch(pending).catch((error: unknown) => {
        throw silence.reason ?? unsendable(error);
      });
      if (this.failures.has(response)) throw this.failures.get(response);
      return { response, silence, dispose: () => held.dispose() };
    } catch (error) {
      held.dispose();
      throw this.broken(error, call, silence);
    }
  }

  /** The client's `fetch`: refuses redirects and turns refusals into errors while the body is whole. */
  private async fetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const url = input instanceof Request ? input.url : String(input);
    const response = await this.options.fetch(url, {
      method: init?.method ?? 'GET',
      headers: { ...allowedClientHeaders(new Headers(init?.headers)), ...this.headers },
      body: typeof init?.body === 'string' ? init.body : undefined,
      signal: init?.signal ?? undefined,
    });
    this.hasAnswered = true;
    if (response.ok) return response;
    if (response.status < 400) {
      await response.body?.cancel();
      throw redirection(response, url);
    }
    const reader = byteReader(response);
    // The status says enough where the body cannot be read.
    const body = reader && (await readBodyUpTo(reader, maxErrorBodyLength).catch(() => ''));
    const said = readErrorBody(body ?? '');
    const complaint = { ...said, message: said.message || statusWords(response.status) };
    const retryAfter = readRetryAfter(response.headers);
    const error = toProviderError(response.status, complaint, url, retryAfter);
    throw error.status === 401 && !containKey(this.headers) ? error.because('no-key') : error;
  }

  /** An answer in place of a failure, which is thrown outside the client. */
  private aside(error: unknown): Response {
    const response = new Response();
    this.failures.set(response, error);
    return response;
  }

  private refuseError(json: unknown, url: string): void {
    const error = errorInSuccess(json, url);
    if (error) throw error.worded(this.redact(error.message));
  }

  /** An event of a stream without our own key, where it is an error: an answer is nobody's to change. */
  private discreet(data: string): string {
    const isAnswer = data.includes('"choices"');
    if (isAnswer && !data.includes('"error"')) return data;
    return !isAnswer || errorInSuccess(parseJson(data), undefined) ? this.redact(data) : data;
  }

  private url(call: Call): string {
    return this.options.baseUrl[call.mount] + call.path;
  }

  /** The error that callers see, whatever layer it was thrown in. */
  private broken(
    error: unknown,
    call: Call,
    silence: SilenceTimeout,
    progress: Pick<ProviderErrorDetail, 'begun'> = {},
  ): Error {
    const found = this.found(error, call, silence, progress);
    return found instanceof ProviderError ? found.worded(this.redact(found.message)) : found;
  }

  private found(
    error: unknown,
    call: Call,
    silence: SilenceTimeout,
    progress: Pick<ProviderErrorDetail, 'begun'>,
  ): Error {
    if (silence.reason) return silence.reason;
    const url = this.url(call);
    for (let cause = error; cause instanceof Error; cause = cause.cause) {
      if (cause instanceof ProviderError) return this.placed(cause);
      // More came than is read, which is no matter of the connection.
      if (cause instanceof RangeError)
        return new ProviderError('bad-response', cause.message, { url });
    }
    const message = `the connection broke: ${rootMessage(error)}`;
    return this.placed(
      new ProviderError('unreachable', message, { url, cause: error, ...progress }),
    );
  }

  /** What breaks behind answers was no wrong address. */
  private placed(error: ProviderError): ProviderError {
    const isBroken = error.code === 'unreachable' && error.status === undefined;
    return isBroken && this.hasAnswered ? error.afterAnswers() : error;
  }
}

interface Sent extends Disposable {
  readonly response: Response;
  readonly silence: SilenceTimeout;
}

/** What a server only tells, of models, tokens and load, is not waited for. */
function isWork({ method, mount }: Call): boolean {
  return method === 'POST' && mount === 'api';
}
