import type { ServerResponse } from 'node:http';
import { EventStream } from '../http/eventStream';
import { respondJson } from '../http/respond';
import type { Exchange } from '../http/router';
import { maxModelLength, systemFingerprint } from '../identity';
import type { TokenLogprob } from '../model/languageModel';
import type { ApiContext } from './apiContext';
import { checkChatTemplate, readChatRequest, type ChatRequest } from './chatRequest';
import { promptEnd, renderChat } from './chatTemplate';
import { writeChoices, type ChoicePiece, type ChoicesRequest } from './choices';
import { chatLogprobs } from './logprobs';
import { encodePrompt } from './prompts';
import { requestedConstraint } from './requestedConstraint';
import { requestId } from './requestId';
import { toSamplingOptions } from './samplingOptions';
import { servedModel } from './servedModel';
import { usageInStream } from './streamOptions';
import { fullUsage, usageOf } from './usage';
import { usageChunk, writeStream } from './writeStream';

interface Chat extends ChoicesRequest {
  readonly fields: ChatRequest;
  readonly id: string;
  readonly created: number;
  readonly modelName: string;
  readonly promptTokens: number;
  readonly logprobsOf: (entries: readonly TokenLogprob[]) => object | null;
}

/** `POST /v1/chat/completions`. */
export async function chat(context: ApiContext, exchange: Exchange): Promise<void> {
  const prepared = await prepare(context, exchange);
  context.admission.check(prepared.n);
  const pieces = writeChoices(context, prepared, exchange.signal);
  if (prepared.fields.stream === true) {
    await streamChat(prepared, pieces, exchange.response);
  } else {
    respondJson(exchange.response, 200, await collectChat(prepared, pieces));
  }
}

async function prepare(context: ApiContext, { body, request }: Exchange): Promise<Chat> {
  const fields = readChatRequest(body);
  const { name: modelName, learnt } = await servedModel(context, fields.model);
  checkChatTemplate(fields);
  const { model } = learnt;
  const end = promptEnd({
    addGenerationPrompt: fields.add_generation_prompt,
    continueFinalMessage: fields.continue_final_message,
    kwargs: withEffort(fields),
  });
  const text = renderChat(fields.messages, end);
  const prompt = encodePrompt(text, { model, truncate: fields.truncate_prompt_tokens });
  const room = maxModelLength - prompt.length;
  const asked = fields.max_completion_tokens ?? fields.max_tokens;
  const top = fields.top_logprobs ?? 0;
  const sampling = toSamplingOptions(
    { ...fields, max_tokens: asked },
    {
      model,
      room,
      defaultMaxTokens: room,
      logprobs: fields.logprobs === true ? top : undefined,
    },
  );
  return {
    fields,
    id: requestId('chatcmpl', { request, fromBody: fields.request_id, createId: context.createId }),
    created: context.unixTime(),
    modelName,
    learnt,
    prompts: [prompt],
    n: fields.n,
    sampling,
    constraint: requestedConstraint(fields),
    promptTokens: prompt.length,
    logprobsOf: (entries) => (fields.logprobs === true ? chatLogprobs(entries, top) : null),
  };
}

/** `reasoning_effort: "none"` switches thinking off where the template arguments do not say. */
function withEffort(fields: ChatRequest): Readonly<Record<string, unknown>> | undefined {
  const { chat_template_kwargs: kwargs, reasoning_effort: effort } = fields;
  return effort === 'none' ? { enable_thinking: false, ...kwargs } : kwargs;
}

async function collectChat(prepared: Chat, pieces: AsyncIterable<ChoicePiece>): Promise<object> {
  const choices = Array.from({ length: prepared.n }, () => ({
    text: '',
    entries: [] as TokenLogprob[],
    end: undefined as ChoicePiece['end'],
  }));
  let completionTokens = 0;
  for await (const { index, chunk, end } of pieces) {
    const choice = choices[index];
    if (choice === undefined) continue;
    choice.text += chunk.text;
    choice.entries.push(...chunk.logprobs);
    choice.end = end;
    completionTokens += chunk.tokenCount;
  }
  return {
    id: prepared.id,
    object: 'chat.completion',
    created: prepared.created,
    model: prepared.modelName,
    choices: choices.map(({ text, entries, end }, index) => ({
      index,
      message: {
        role: 'assistant',
        content: text,
        refusal: null,
        annotations: null,
        audio: null,
        function_call: null,
        reasoning: null,
      },
      logprobs: prepared.logprobsOf(entries),
      finish_reason: end?.finishReason ?? null,
      stop_reason: end?.stopReason ?? null,
      token_ids: null,
      routed_experts: null,
    })),
    service_tier: null,
    system_fingerprint: systemFingerprint,
    usage: fullUsage(prepared.promptTokens, completionTokens),
    prompt_logprobs: null,
    prompt_token_ids: null,
    prompt_text: null,
    kv_transfer_params: null,
    ec_transfer_params: null,
    metrics: null,
  };
}

async function streamChat(
  prepared: Chat,
  pieces: AsyncIterable<ChoicePiece>,
  response: ServerResponse,
): Promise<void> {
  const { id, created, modelName, fields, n, promptTokens } = prepared;
  const stream = new EventStream(response);
  const usage = usageInStream(fields);
  const heading = { id, object: 'chat.completion.chunk', created, model: modelName };
  let completionTokens = 0;
  let introduced = false;
  const currentUsage = (): object => usageOf(promptTokens, completionTokens);
  const introduce = async (): Promise<void> => {
    for (let index = 0; index < n; index++) {
      const delta = { role: 'assistant', content: '' };
      await stream.send({
        ...heading,
        choices: [{ index, delta, logprobs: null, finish_reason: null }],
        ...(usage.inEachChunk && { usage: currentUsage() }),
        prompt_token_ids: null,
        prompt_text: null,
      });
    }
  };
  await writeStream(stream, async () => {
    for await (const { index, chunk, end } of pieces) {
      // Not before the first token: a request that the engine refuses has no role either.
      if (!introduced) {
        introduced = true;
        await introduce();
      }
      completionTokens += chunk.tokenCount;
      await stream.send({
        ...heading,
        choices: [
          {
            index,
            delta: { content: chunk.text },
            logprobs: prepared.logprobsOf(chunk.logprobs),
            finish_reason: end?.finishReason ?? null,
            ...(end && { stop_reason: end.stopReason }),
            token_ids: null,
          },
        ],
        ...(usage.inEachChunk && { usage: currentUsage() }),
        ...(end !== undefined && !usage.atEnd && { system_fingerprint: systemFingerprint }),
      });
    }
    if (usage.atEnd) await stream.send(usageChunk(heading, currentUsage()));
  });
}
