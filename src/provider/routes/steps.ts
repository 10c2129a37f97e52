/** What every route to an answer does: prepare the request, send it, and take the answer's events. */
import { asProviderError } from '../errors';
import type { CallOptions } from '../llm';
import type { Sampling } from '../request';
import type { Problem, StreamEvent } from '../result';
import type { Call } from '../transport/transport';
import type { Body } from '../wire/body';
import { chunkReaderFor } from '../wire/chunkReader';
import type { GenerationRoute } from '../wire/guided';
import type { PreparedRequest, RoutedRequest, ServerClient } from './protocol';

export const generationPaths = { chat: '/chat/completions', completions: '/completions' } as const;

/** Makes a request ready whose one answer is read. */
export async function prepareSingleAnswer(
  { protocol }: ServerClient,
  routed: RoutedRequest,
  options: CallOptions,
): Promise<PreparedRequest> {
  const prepared = await protocol.prepare(routed, options);
  return { ...prepared, problems: [...prepared.problems, ...onlyFirst(routed.request)] };
}

/** Several answers are `candidates`; elsewhere only a person's own `n` asks for them. */
function onlyFirst({ extraBody }: Sampling): readonly Problem[] {
  const n = extraBody?.['n'];
  if (typeof n !== 'number' || n <= 1) return [];
  const message = `the request asks for n: ${n}; only the first answer is read`;
  return [{ code: 'unsupported', message }];
}

/** Sends a request for a whole answer; the objects that it comes in. */
export async function sendWhole(
  { transport, protocol }: ServerClient,
  route: GenerationRoute,
  body: Body,
  options: CallOptions,
): Promise<readonly unknown[]> {
  try {
    return await transport.objects(callOf(route, body, options), options);
  } catch (error) {
    throw await protocol.explain({ error, model: modelIn(body), options });
  }
}

/**
 * Sends a request for a streamed answer; its events as they arrive. What stands in front of an
 * error in a stream arrives before it is thrown.
 */
export async function* sendStreamed(
  { transport, protocol }: ServerClient,
  route: GenerationRoute,
  body: Body,
  options: CallOptions,
): AsyncGenerator<readonly StreamEvent[], void, undefined> {
  try {
    const reader = chunkReaderFor(body);
    for await (const batch of transport.events(callOf(route, body, options), options)) {
      const events: StreamEvent[] = [];
      let failure: Error | undefined;
      try {
        for (const data of batch) reader.read(data, events);
      } catch (error) {
        failure = asProviderError(error);
      }
      yield events;
      if (failure) throw failure;
    }
  } catch (error) {
    throw await protocol.explain({ error, model: modelIn(body), options });
  }
}

/** Who asks with every keystroke keeps away from a busy server by other means. */
function callOf(route: GenerationRoute, body: Body, { urgency }: CallOptions): Call {
  const path = generationPaths[route];
  const call = { method: 'POST', mount: 'api', path, body } as const;
  return urgency === 'now' ? call : { ...call, whenBusy: 'ask-again' };
}

function modelIn({ model }: Body): string | undefined {
  return typeof model === 'string' ? model : undefined;
}
