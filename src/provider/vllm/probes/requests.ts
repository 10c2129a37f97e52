import type { Fact, FactName } from '../../capabilities';
import { collect } from '../../collect';
import type { Dialect } from '../../dialect';
import { ProviderError } from '../../errors';
import type { CallOptions, GenerateResult, StreamEvent } from '../../llm';
import { generationPaths } from '../../routes/steps';
import type { Call, Transport } from '../../transport/transport';
import type { Body } from '../../wire/body';
import { errorInPlace } from '../../wire/errorBody';
import { decodeChunk, newReading } from '../../wire/events';
import type { GenerationRoute } from '../../wire/guided';
import { decodeProbe, type ProbeAnswer } from '../../wire/probes';
import type { ServerDescription } from '../remedies';

/** What probes work with. */
export interface ProbeContext extends ServerDescription {
  readonly transport: Transport;
  readonly model: string;
  readonly dialect: Dialect;
  /** A fresh random word. */
  readonly word: () => string;
  /** Hears of `system_fingerprint`, which tells the release through any proxy. */
  readonly onFingerprint: (fingerprint: string) => void;
  /** Another fact that a probe builds on. */
  readonly learn: (name: FactName) => Promise<Fact>;
  readonly call: CallOptions;
}

/** What a probe concluded. */
export interface ProbeVerdict extends Omit<Fact, 'at'> {
  /** The server broke over the question, or answered with what no server like it says. */
  readonly failure?: ProviderError;
}

/** Throws only what says nothing of the fact itself: nobody answered, or too many ask. */
export type Probe = (context: ProbeContext) => Promise<ProbeVerdict>;

/** A whole answer. A refusal comes back as the error that it is, also one that came with 200. */
export function askWhole(
  { transport, call, onFingerprint }: ProbeContext,
  route: GenerationRoute,
  body: Body,
): Promise<ProbeAnswer | ProviderError> {
  const sent = {
    method: 'POST',
    mount: 'api',
    path: generationPaths[route],
    body: { ...body, stream: false },
  } as const;
  return resultOrRefusal(async () => {
    const json = await transport.json(sent, call);
    const answer = decodeProbe(json);
    if (answer === undefined) throw unreadable(json);
    if (answer.fingerprint !== undefined) onFingerprint(answer.fingerprint);
    return answer;
  });
}

/**
 * A streamed answer to a conversation, with the text as the server cut it into thought and answer.
 * A refusal comes back as the error that it is.
 */
export function askStreamed(
  { transport, call }: ProbeContext,
  body: Body,
): Promise<Pick<GenerateResult, 'text' | 'reasoning' | 'finishReason'> | ProviderError> {
  const streamed = { ...body, stream: true };
  const sent = {
    method: 'POST',
    mount: 'api',
    path: generationPaths.chat,
    body: streamed,
  } as const;
  return resultOrRefusal(async () => {
    const events: StreamEvent[] = [];
    const reading = newReading(undefined);
    for await (const batch of transport.events(sent, call)) {
      const read = batch.flatMap((data) => decodeChunk(data, reading));
      for (const event of read) events.push(event);
    }
    return collect(events);
  });
}

/** Any other route. */
export function askRoute(
  { transport, call }: ProbeContext,
  sent: Call,
): Promise<string | ProviderError> {
  return resultOrRefusal(() => transport.text(sent, call));
}

export async function resultOrRefusal<T>(work: () => Promise<T>): Promise<T | ProviderError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProviderError && telling.has(error.code)) return error;
    throw error;
  }
}

const telling: ReadonlySet<ProviderError['code']> = new Set([
  'rejected',
  'unauthorized',
  'unsupported',
  'not-found',
  'failed',
  'bad-response',
]);

/** A server whose engine has died answers errors with 200 (seen on 0.16.0). */
function unreadable(json: unknown): ProviderError {
  return (
    errorInPlace(json, undefined) ??
    new ProviderError('bad-response', 'the answer is not that of a model')
  );
}
