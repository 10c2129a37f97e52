import { badRequest } from '../http/apiError';
import { isRecord } from '../http/pythonText';
import type { Emulation } from '../emulation/emulation';
import { modelName, notice } from '../identity';
import { list, type Reader } from './readers';
import type { Problem } from '../http/validationError';

export interface ChatMessage {
  readonly role: string;
  readonly content: string;
  /** It shows something other than text. */
  readonly media?: true;
}

/**
 * The first member of the union that vLLM reads a message as. A bad message fails all eight; the
 * first one's problem stands here for all of them, under the same `param`.
 */
const firstMember = 'ChatCompletionDeveloperMessageParam';

const message: Reader<ChatMessage> = (input) => {
  const problem = (key: string | undefined, rest: Omit<Problem, 'path'>): Reading => ({
    problems: [{ ...rest, path: key === undefined ? [firstMember] : [firstMember, key] }],
  });
  if (!isRecord(input)) {
    const text = 'Input should be a valid dictionary';
    return problem(undefined, { type: 'dict_type', message: text, input });
  }
  const { role, content } = input;
  if (role === undefined) {
    return problem('role', { type: 'missing', message: 'Field required', input });
  }
  if (typeof role !== 'string') {
    const text = 'Input should be a valid string';
    return problem('role', { type: 'string_type', message: text, input: role });
  }
  const read = readContent(content);
  if (read !== undefined) return { value: { role, ...read } };
  // Anybody may leave it out; only an assistant that called a tool may say that there is none.
  if (content === undefined || (content === null && role === 'assistant')) {
    return { value: { role, content: '' } };
  }
  return problem('content', {
    type: 'string_type',
    message: 'Input should be a valid string',
    input: content,
  });
};

type Reading = ReturnType<Reader<ChatMessage>>;

/** Joins text parts by line breaks, as vLLM does for templates that take only strings. */
function readContent(content: unknown): Omit<ChatMessage, 'role'> | undefined {
  if (typeof content === 'string') return { content };
  if (!Array.isArray(content)) return undefined;
  const texts: string[] = [];
  let media = false;
  for (const part of content as readonly unknown[]) {
    if (typeof part === 'string') texts.push(part);
    else if (isRecord(part) && typeof part['text'] === 'string' && isText(part)) {
      texts.push(part['text']);
    } else if (isRecord(part) && isMedia(part['type'])) {
      media = true;
    } else {
      throw badRequest('Unknown or malformed part in the content of a message.');
    }
  }
  return { content: texts.join('\n'), ...(media && { media }) };
}

function isText(part: Readonly<Record<string, unknown>>): boolean {
  return part['type'] === undefined || part['type'] === 'text' || part['type'] === 'input_text';
}

function isMedia(type: unknown): boolean {
  return typeof type === 'string' && /^(?:input_)?(?:image|audio|video)/.test(type);
}

export const chatMessages = list(message);

/** Refuses an empty conversation, and images, in vLLM's words. */
export function checkConversation(messages: readonly ChatMessage[], emulation: Emulation): void {
  if (messages.some(({ media }) => media)) {
    // Before it was the path of the model, which is what `/v1/models` tells as `root`.
    const name = emulation.has('servedNameNotMultimodal') ? modelName : notice;
    const none = emulation.has('noneAfterMultimodal') ? ' None' : '';
    throw badRequest(`${name} is not a multimodal model${none}`);
  }
  if (messages.length > 0) return;
  throw badRequest(
    emulation.has('emptyConversationNamed')
      ? 'Cannot apply chat template to an empty conversation. Provide at least one message.'
      : 'list index out of range',
  );
}
