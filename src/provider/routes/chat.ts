import { unbatch } from '../../base/unbatch';
import type { ThoughtOpening } from '../../reasoning/thinkSplitter';
import { requiresToolCall } from '../answerAudit';
import { collect } from '../collect';
import { ProviderError } from '../errors';
import type { CallOptions } from '../llm';
import { readAnswer } from '../readAnswer';
import type { GenerateRequest } from '../request';
import type { GenerateResult, StreamEvent } from '../result';
import { sideRequestOptions } from '../sideRequestOptions';
import { hasUnopenedThought } from '../splitThought';
import { readStreamUntilStop, StopSequenceFilter, stopsBeyondLimit } from '../stopSequenceFilter';
import type { Body } from '../wire/body';
import { isCutToolCall } from '../wire/errorBody';
import { decodeObjects } from '../wire/events';
import type { ServerClient } from './protocol';
import { prepareSingleAnswer, sendStreamed, sendWhole } from './steps';

/** The whole answer to a conversation. */
export async function generate(
  server: ServerClient,
  request: GenerateRequest,
  options: CallOptions,
): Promise<GenerateResult> {
  const routed = { route: 'chat', delivery: 'whole', request } as const;
  const prepared = await prepareSingleAnswer(server, routed, options);
  const events = await wholeAnswer(server, prepared.body, request, options);
  const answers = { opening: prepared.opening, answers: [collect(events)] };
  const opening = await openingOfWhole(server, request, answers, options);
  const told = readAnswer(events, { ...prepared, opening });
  return collect(new StopSequenceFilter(stopsBeyondLimit(request)).read(told));
}

/** The answer to a conversation, as it is written. */
export function stream(
  server: ServerClient,
  request: GenerateRequest,
  options: CallOptions,
): AsyncIterable<StreamEvent> {
  return unbatch(async () => {
    const routed = { route: 'chat', delivery: 'streamed', request } as const;
    const prepared = await prepareSingleAnswer(server, routed, options);
    const batches = sendStreamed(server, 'chat', prepared.body, options);
    const onUnopened = (): void => server.protocol.openings.doubt(request);
    return readStreamUntilStop(batches, { ...prepared, onUnopened }, request);
  });
}

interface WholeAnswers {
  /** As it was known before they were there. */
  readonly opening: ThoughtOpening;
  readonly answers: readonly { readonly text: string; readonly reasoning: string }[];
}

/** Where whole answers begin, now that they are there: one that ends a thought is worth a question. */
export async function openingOfWhole(
  { protocol: { openings } }: ServerClient,
  request: GenerateRequest,
  { opening, answers }: WholeAnswers,
  options: CallOptions,
): Promise<ThoughtOpening> {
  if (opening !== 'unsure' || !answers.some(hasUnopenedThought)) return opening;
  openings.doubt(request);
  return openings.of(request, sideRequestOptions(options));
}

/** The events of a whole answer. One that ended within a call is refused by some releases. */
async function wholeAnswer(
  server: ServerClient,
  body: Body,
  { toolChoice }: GenerateRequest,
  options: CallOptions,
): Promise<readonly StreamEvent[]> {
  try {
    return decodeObjects(await sendWhole(server, 'chat', body, options));
  } catch (error) {
    const cut =
      requiresToolCall(toolChoice) && error instanceof ProviderError && isCutToolCall(error);
    if (!cut) throw error;
    return [{ type: 'finish', reason: 'length', stopReason: undefined }];
  }
}
