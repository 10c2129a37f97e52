import * as z from 'zod';
import type { Emulation } from '../emulation/emulation';
import { isRecord } from '../http/pythonText';
import { respondJson } from '../http/respond';
import type { Exchange } from '../http/router';
import { maxModelLength } from '../identity';
import type { ApiContext } from './apiContext';
import { chatMessages, checkConversation } from './chatMessages';
import { promptEnd, renderChat } from './chatTemplate';
import { checkPromptCharacters } from './prompts';
import { dictionary, flag, integerFrom, list, text } from './readers';
import {
  checkBothEnds,
  checkEnds,
  checkMediaArguments,
  checkRequestTemplate,
} from './requestChecks';
import { defaulted, optional, readBody, required } from './schema';
import { validationError } from '../http/validationError';
import { servedModel } from './servedModel';

const shared = {
  model: optional(text),
  return_token_strs: optional(flag),
};

const ofText = z.object({ ...shared, prompt: required(text) });

const ofChat = z.object({
  ...shared,
  messages: required(chatMessages),
  add_generation_prompt: defaulted(flag, true),
  continue_final_message: defaulted(flag, false),
  chat_template_kwargs: optional(dictionary),
  chat_template: optional(text),
  mm_processor_kwargs: z.unknown(),
  media_io_kwargs: z.unknown(),
});

const ofTokens = z.object({ model: shared.model, tokens: required(list(integerFrom(0))) });

/** `POST /tokenize`, of a text or of a conversation. */
export async function tokenize(context: ApiContext, { body, response }: Exchange): Promise<void> {
  const request = readTokenizeRequest(body, context.emulation);
  const { learnt } = await servedModel(context, request.model);
  const { model } = learnt;
  checkPromptCharacters(request.text);
  const tokens = model.encode(request.text);
  respondJson(response, 200, {
    count: tokens.length,
    max_model_len: maxModelLength,
    tokens,
    token_strs: request.withStrings ? tokens.map((id) => model.tokenText(id)) : null,
  });
}

/** `POST /detokenize`; ids that do not exist have no text, as in vLLM. */
export async function detokenize(context: ApiContext, { body, response }: Exchange): Promise<void> {
  const request = readBody(ofTokens, body);
  const { learnt } = await servedModel(context, request.model);
  const { model } = learnt;
  const known = request.tokens.filter((id) => id < model.vocabularySize);
  respondJson(response, 200, { prompt: model.decode(known) });
}

interface TokenizeRequest {
  readonly model: string | undefined;
  readonly text: string;
  readonly withStrings: boolean;
}

function readTokenizeRequest(body: unknown, emulation: Emulation): TokenizeRequest {
  if (!isRecord(body) || 'prompt' in body || !('messages' in body)) return readText(body);
  const request = readBody(ofChat, body);
  checkBothEnds(body);
  checkMediaArguments(request, emulation);
  checkRequestTemplate(request.chat_template, emulation);
  checkEnds(request);
  checkConversation(request.messages, emulation);
  const end = promptEnd({
    addGenerationPrompt: request.add_generation_prompt,
    continueFinalMessage: request.continue_final_message,
    kwargs: request.chat_template_kwargs,
  });
  return {
    model: request.model,
    text: renderChat(request.messages, end),
    withStrings: request.return_token_strs === true,
  };
}

function readText(body: unknown): TokenizeRequest {
  if (isRecord(body) && typeof body['prompt'] !== 'string') {
    // The body is a union of two requests; each reports what it lacks.
    const missing = { type: 'missing', message: 'Field required', input: body };
    const wrong = {
      type: 'string_type',
      message: 'Input should be a valid string',
      input: body['prompt'],
    };
    throw validationError([
      { ...('prompt' in body ? wrong : missing), path: ['prompt'] },
      { ...missing, path: ['messages'] },
    ]);
  }
  const request = readBody(ofText, body);
  return {
    model: request.model,
    text: request.prompt,
    withStrings: request.return_token_strs === true,
  };
}
