import type { ServerResponse } from 'node:http';
import { EventStream } from '../http/eventStream';
import { respondJson } from '../http/respond';
import type { Exchange } from '../http/router';
import { maxModelLength, systemFingerprint } from '../identity';
import type { ApiContext } from './apiContext';
import { writeChoices, type ChoicePiece, type ChoicesRequest } from './choices';
import { readCompletionRequest, type CompletionRequest } from './completionRequest';
import { completionLogprobs } from './logprobs';
import { encodePrompt } from './prompts';
import { requestedConstraint } from './requestedConstraint';
import { requestId } from './requestId';
import { toSamplingOptions } from './samplingOptions';
import { servedModel } from './servedModel';
import { usageInStream } from './streamOptions';
import { fullUsage, usageOf } from './usage';
import { usageChunk, writeStream } from './writeStream';

/** What a completion's `max_tokens` is when nobody says (vLLM completion/protocol.py). */
const defaultMaxTokens = 16;

interface Completion extends ChoicesRequest {
  readonly fields: CompletionRequest;
  readonly id: string;
  readonly created: number;
  readonly modelName: string;
  readonly promptTokens: number;
  /** Stands before each choice of a prompt when `echo` was asked for. */
  readonly echoes: readonly string[];
}

/** `POST /v1/completions`. */
export async function complete(context: ApiContext, exchange: Exchange): Promise<void> {
  const completion = await prepare(context, exchange);
  context.admission.check(completion.prompts.length * completion.n);
  const pieces = writeChoices(context, completion, exchange.signal);
  if (completion.fields.stream === true) {
    await streamCompletion(completion, pieces, exchange.response);
  } else {
    respondJson(exchange.response, 200, await collectCompletion(completion, pieces));
  }
}

async function prepare(context: ApiContext, { body, request }: Exchange): Promise<Completion> {
  const fields = readCompletionRequest(body);
  const { name: modelName, learnt } = await servedModel(context, fields.model);
  const { model } = learnt;
  const prompts: (readonly number[])[] = [];
  for (const prompt of fields.prompt) {
    // A thousand long prompts take seconds, which others must not wait for.
    await context.turn();
    prompts.push(encodePrompt(prompt, { model, truncate: fields.truncate_prompt_tokens }));
  }
  const longest = Math.max(...prompts.map((prompt) => prompt.length));
  const onlyEcho = fields.echo === true && fields.max_tokens === 0;
  const sampling = toSamplingOptions(onlyEcho ? { ...fields, max_tokens: 1 } : fields, {
    model,
    room: maxModelLength - longest,
    defaultMaxTokens,
    logprobs: fields.logprobs,
  });
  return {
    fields,
    id: requestId('cmpl', { request, fromBody: fields.request_id, createId: context.createId }),
    created: context.unixTime(),
    modelName,
    learnt,
    prompts,
    n: fields.n,
    sampling,
    constraint: requestedConstraint(fields),
    promptTokens: prompts.reduce((sum, prompt) => sum + prompt.length, 0),
    echoes: fields.echo === true ? prompts.map((prompt) => model.decode(prompt)) : [],
  };
}

function heading({ id, created, modelName }: Completion): object {
  return { id, object: 'text_completion', created, model: modelName };
}

/** What `echo` puts before choice `index`. */
function echoOf({ echoes, n }: Completion, index: number): string {
  return echoes[Math.floor(index / n)] ?? '';
}

/** The prompt of choice `index`. */
function promptOf({ prompts, n }: Completion, index: number): readonly number[] | undefined {
  return prompts[Math.floor(index / n)];
}

/** The text of a piece; scoring a prompt (`max_tokens: 0`) shows nothing of what was written. */
function textOf({ fields }: Completion, { chunk }: ChoicePiece): string {
  return fields.max_tokens === 0 ? '' : chunk.text;
}

async function collectCompletion(
  completion: Completion,
  pieces: AsyncIterable<ChoicePiece>,
): Promise<object> {
  const count = completion.prompts.length * completion.n;
  const choices = Array.from({ length: count }, (_, index) => ({
    text: echoOf(completion, index),
    entries: [] as ChoicePiece['chunk']['logprobs'][number][],
    end: undefined as ChoicePiece['end'],
  }));
  let completionTokens = 0;
  for await (const piece of pieces) {
    const choice = choices[piece.index];
    if (choice === undefined) continue;
    choice.text += textOf(completion, piece);
    choice.entries.push(...piece.chunk.logprobs);
    choice.end = piece.end;
    completionTokens += piece.chunk.tokenCount;
  }
  return {
    ...heading(completion),
    choices: choices.map(({ text, entries, end }, index) => ({
      index,
      text,
      logprobs: completion.fields.logprobs === undefined ? null : completionLogprobs(entries, 0),
      finish_reason: end?.finishReason ?? null,
      stop_reason: end?.stopReason ?? null,
      token_ids: null,
      prompt_logprobs: null,
      prompt_token_ids: null,
      routed_experts: null,
    })),
    service_tier: null,
    system_fingerprint: systemFingerprint,
    usage: fullUsage(completion.promptTokens, completionTokens),
    kv_transfer_params: null,
    ec_transfer_params: null,
    metrics: null,
  };
}

async function streamCompletion(
  completion: Completion,
  pieces: AsyncIterable<ChoicePiece>,
  response: ServerResponse,
): Promise<void> {
  const stream = new EventStream(response);
  const usage = usageInStream(completion.fields);
  const offsets = new Map<number, number>();
  let completionTokens = 0;
  const currentUsage = (): object => usageOf(completion.promptTokens, completionTokens);
  await writeStream(stream, async () => {
    for await (const piece of pieces) {
      const { index, chunk, end } = piece;
      completionTokens += chunk.tokenCount;
      const offset = offsets.get(index);
      const echo = offset === undefined ? echoOf(completion, index) : '';
      const written = chunk.logprobs.reduce((sum, { token }) => sum + token.length, 0);
      offsets.set(index, (offset ?? 0) + written);
      await stream.send({
        ...heading(completion),
        choices: [
          {
            index,
            text: echo + textOf(completion, piece),
            logprobs:
              completion.fields.logprobs === undefined
                ? null
                : completionLogprobs(chunk.logprobs, offset ?? 0),
            finish_reason: end?.finishReason ?? null,
            stop_reason: end?.stopReason ?? null,
            // An echoing stream names the tokens of its prompt once.
            prompt_token_ids: echo === '' ? null : (promptOf(completion, index) ?? null),
            token_ids: null,
          },
        ],
        ...(usage.inEachChunk && { usage: currentUsage() }),
        ...(end !== undefined && !usage.atEnd && { system_fingerprint: systemFingerprint }),
      });
    }
    if (usage.atEnd) await stream.send(usageChunk(heading(completion), currentUsage()));
  });
}
