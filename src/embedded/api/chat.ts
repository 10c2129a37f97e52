import type { ServerResponse } from 'node:http';
import { ReaderPace } from '../generation/readerPace';
import { EventStream } from '../http/eventStream';
import { respondJson } from '../http/respond';
import type { Exchange } from '../http/router';
import { maxModelLength } from '../identity';
import type { TokenLogprob } from '../model/languageModel';
import type { ApiContext } from './apiContext';
import { beamModel } from './beamModel';
import { ChatAnswer, type ChatAnswerOptions } from './chatAnswer';
import { checkChatTemplate, readChatRequest, type ChatRequest } from './chatRequest';
import { promptEnd, renderChat } from './chatTemplate';
import { templateArguments, thinkingOf } from './chatThinking';
import { checkChoices, writeChoices, type ChoicePiece, type ChoicesRequest } from './choices';
import { checkLength } from './contextLength';
import { chatLogprobs } from './logprobs';
import { encodePrompt } from './prompts';
import { requestedConstraint } from './requestedConstraint';
import { requestId } from './requestId';
import { checkFrontend, toBeamOptions, toSamplingOptions, unsampled } from './samplingOptions';
import { servedModel } from './servedModel';
import { usageInStream } from './streamOptions';
import { readTooling, toolConstraint, toolPrompt } from './tools';
import { fullUsage, usageOf, type CompletionTokens } from './usage';
import {
  answerMembers,
  chatMembers,
  choiceMembers,
  fingerprintMembers,
  nullTokenMembers,
} from './nullMembers';
import { streamFingerprint, usageChunk, writeStream } from './writeStream';

interface Chat extends ChoicesRequest {
  readonly fields: ChatRequest;
  readonly id: string;
  readonly created: number;
  readonly modelName: string;
  readonly promptTokens: number;
  readonly answer: ChatAnswerOptions;
  readonly usageDetails: 'reasoning' | 'none';
  readonly logprobsOf: (entries: readonly TokenLogprob[]) => object | null;
}

/** `POST /v1/chat/completions`. */
export async function chat(context: ApiContext, exchange: Exchange): Promise<void> {
  const prepared = await prepare(context, exchange);
  context.admission.check(prepared.n);
  const pieces = writeChoices(context, prepared, exchange.signal);
  if (prepared.fields.stream === true) {
    if (context.emulation.has('faultsBeforeStream')) {
      await checkChoices(context, prepared, exchange.signal);
    }
    await streamChat(prepared, pieces, exchange.response);
  } else {
    respondJson(exchange.response, 200, await collectChat(prepared, pieces));
  }
}

async function prepare(context: ApiContext, { body, request }: Exchange): Promise<Chat> {
  const { emulation, flags } = context;
  const fields = readChatRequest(body, emulation);
  checkFrontend(fields, emulation);
  const tooling = readTooling(
    { ...fields, parallel_tool_calls: fields.parallel_tool_calls },
    context,
  );
  const { name: modelName, learnt } = await servedModel(context, fields.model);
  checkChatTemplate(fields, context);
  const { model } = learnt;
  const end = promptEnd({
    addGenerationPrompt: fields.add_generation_prompt,
    continueFinalMessage: fields.continue_final_message,
    kwargs: templateArguments(fields, emulation),
  });
  const shown = tooling === undefined ? [] : (fields.tools ?? []);
  const text = renderChat(withTools(fields, shown), end);
  const prompt = encodePrompt(text, {
    model,
    truncate: fields.truncate_prompt_tokens,
    output: fields.max_completion_tokens ?? fields.max_tokens ?? 0,
    emulation,
  });
  const room = maxModelLength - prompt.length;
  const asked = fields.max_completion_tokens ?? fields.max_tokens;
  const lengths = { promptTokens: prompt.length, asked, otherwise: undefined };
  checkLength({ route: 'chat', ...lengths }, emulation);
  const top = fields.top_logprobs ?? 0;
  const limits = {
    model,
    room,
    defaultMaxTokens: room,
    logprobs: fields.logprobs === true ? top : undefined,
    emulation,
  };
  const limited = { ...fields, max_tokens: asked };
  const beams = fields.use_beam_search ? toBeamOptions(limited, limits) : undefined;
  const format = requestedConstraint(fields, { route: 'chat', emulation });
  const calling = tooling && toolConstraint(tooling, emulation);
  const constraint = calling === undefined ? format : { resolve: () => calling };
  const constrained = constraint === undefined || beams !== undefined ? 'free' : 'constrained';
  const thinking = thinkingOf(fields, { end, constrained, server: context });
  const ground = { learnt, prompts: [prompt] };
  const callsParsed = tooling !== undefined && tooling.choice !== 'none';
  const parser = flags.reasoningParser !== undefined;
  return {
    fields,
    id: requestId('chatcmpl', {
      request,
      fromBody: fields.request_id,
      emulation,
      createId: context.createId,
    }),
    created: context.unixTime(),
    modelName,
    ...(beams === undefined ? ground : await beamModel(context, ground)),
    n: fields.n,
    pace: new ReaderPace(),
    sampling: beams === undefined ? toSamplingOptions(limited, limits) : unsampled(beams.maxTokens),
    constraint,
    enforcement: 'enforced',
    beams,
    thought: thinking.thought,
    promptTokens: prompt.length,
    answer: {
      reading: { thoughts: thinking.reading, calls: callsParsed ? 'parsed' : 'unparsed' },
      shown: thinking.shown,
      tooling,
      emulation,
      createId: context.createId,
    },
    usageDetails: parser && emulation.has('reasoningTokensCounted') ? 'reasoning' : 'none',
    logprobsOf: (entries) => (fields.logprobs === true ? chatLogprobs(entries, top) : null),
  };
}

/** The conversation with the tools in its system message, where Qwen's template puts them. */
function withTools({ messages }: ChatRequest, tools: readonly unknown[]): ChatRequest['messages'] {
  if (tools.length === 0) return messages;
  const [first, ...rest] = messages;
  const told = toolPrompt(tools);
  return first?.role === 'system'
    ? [{ ...first, content: `${first.content}\n\n${told}` }, ...rest]
    : [{ role: 'system', content: told }, ...messages];
}

async function collectChat(prepared: Chat, pieces: AsyncIterable<ChoicePiece>): Promise<object> {
  const answers = Array.from({ length: prepared.n }, () => new ChatAnswer(prepared.answer));
  let total = 0;
  for await (const piece of pieces) {
    answers[piece.index]?.take(piece);
    total += piece.chunk.tokenCount;
  }
  const { emulation } = prepared.answer;
  const written = answers.filter(({ isWritten }) => isWritten);
  return {
    id: prepared.id,
    object: 'chat.completion',
    created: prepared.created,
    model: prepared.modelName,
    choices: written.map((answer, index) => ({
      index,
      message: answer.message(),
      logprobs: prepared.logprobsOf(answer.logprobs),
      finish_reason: answer.finishReason(),
      stop_reason: answer.stopReason,
      ...choiceMembers(emulation),
    })),
    ...fingerprintMembers(emulation),
    usage: fullUsage(prepared.promptTokens, tokensOf(prepared, { total, answers }), emulation),
    prompt_logprobs: null,
    ...chatMembers(emulation),
    ...answerMembers(emulation),
  };
}

function tokensOf(
  { usageDetails }: Chat,
  { total, answers }: { readonly total: number; readonly answers: readonly ChatAnswer[] },
): CompletionTokens {
  if (usageDetails === 'none') return { total };
  return { total, reasoning: answers.reduce((sum, each) => sum + each.reasoningTokens, 0) };
}

async function streamChat(
  prepared: Chat,
  pieces: AsyncIterable<ChoicePiece>,
  response: ServerResponse,
): Promise<void> {
  const { id, created, modelName, fields, n, promptTokens } = prepared;
  const { emulation } = prepared.answer;
  const stream = new EventStream(response, emulation, prepared.pace);
  const usage = usageInStream(fields);
  const heading = { id, object: 'chat.completion.chunk', created, model: modelName };
  const answers = Array.from({ length: n }, () => new ChatAnswer(prepared.answer));
  let total = 0;
  let introduced = false;
  const currentUsage = (): object => usageOf(promptTokens, tokensOf(prepared, { total, answers }));
  const introduce = async (): Promise<void> => {
    for (let index = 0; index < n; index++) {
      const delta = { role: 'assistant', content: '' };
      await stream.send({
        ...heading,
        choices: [{ index, delta, logprobs: null, finish_reason: null }],
        ...(usage.inEachChunk && { usage: currentUsage() }),
        ...chatMembers(emulation),
      });
    }
  };
  await writeStream(stream, async () => {
    for await (const piece of pieces) {
      // Not before the first token: a request that the engine refuses has no role either.
      if (!introduced) {
        introduced = true;
        await introduce();
      }
      const { index, chunk, end } = piece;
      const answer = answers[index];
      if (answer === undefined) continue;
      total += chunk.tokenCount;
      const delta = answer.take(piece);
      const logprobs = prepared.logprobsOf(chunk.logprobs);
      // What is held back to be understood is no chunk yet.
      if (end === undefined && logprobs === null && Object.keys(delta).length === 0) continue;
      await stream.send({
        ...heading,
        choices: [
          {
            index,
            delta,
            logprobs,
            finish_reason: end === undefined ? null : answer.finishReasonInStream(),
            ...(end && { stop_reason: end.stopReason }),
            ...nullTokenMembers(emulation),
          },
        ],
        ...(usage.inEachChunk && { usage: currentUsage() }),
        ...(end !== undefined && !usage.atEnd && streamFingerprint(emulation)),
      });
    }
    if (usage.atEnd) await stream.send(usageChunk(heading, currentUsage(), emulation));
  });
}
