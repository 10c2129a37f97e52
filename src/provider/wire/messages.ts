import { assertNever } from '../../base/assertNever';
import { ProviderError } from '../errors';
import type { Content, Message, Tool, ToolChoice } from '../message';
import type { Body } from './body';

/** Servers refuse larger bodies sooner or later, and a data URL is a third larger than its image. */
const maxImageBytes = 20 * 1024 * 1024;

export function encodeMessages(messages: readonly Message[]): readonly Body[] {
  return messages.map(encodeMessage);
}

/**
 * Tools and their choice; nothing where there are none, since an empty list is refused from 0.20
 * on. `strict`, because from 0.31 on arguments are any object without it (seen on 0.32.0).
 */
export function encodeTools(
  tools: readonly Tool[] | undefined,
  choice: ToolChoice | undefined,
): Body {
  if (!tools || tools.length === 0) return {};
  return {
    tools: tools.map((tool) => ({ type: 'function', function: { ...tool, strict: true } })),
    tool_choice:
      typeof choice === 'object'
        ? { type: 'function', function: { name: choice.name } }
        : (choice ?? 'auto'),
  };
}

function encodeMessage(message: Message): Body {
  switch (message.role) {
    case 'system':
    case 'user':
      return { role: message.role, content: encodeContent(message.content) };
    case 'assistant':
      return {
        role: 'assistant',
        content: message.content,
        ...(message.reasoning !== undefined && { reasoning: message.reasoning }),
        ...(message.toolCalls &&
          message.toolCalls.length > 0 && {
            tool_calls: message.toolCalls.map(({ id, name, argumentsText }) => ({
              id,
              type: 'function',
              function: { name, arguments: argumentsText },
            })),
          }),
      };
    case 'tool':
      return { role: 'tool', tool_call_id: message.callId, content: message.content };
    default:
      return assertNever(message);
  }
}

function encodeContent(content: Content): unknown {
  if (typeof content === 'string') return content;
  return content.map((part) =>
    part.kind === 'text'
      ? { type: 'text', text: part.text }
      : { type: 'image_url', image_url: { url: dataUrl(part.bytes) } },
  );
}

/** A data URL, so that the server needs to fetch nothing (reference, section 10). */
function dataUrl(bytes: Uint8Array): string {
  if (bytes.length > maxImageBytes) {
    const megabytes = Math.ceil(bytes.length / 1024 / 1024);
    throw new ProviderError('unsupported', `an image of ${megabytes} MB; at most 20 MB are sent`);
  }
  const type = imageType(bytes);
  if (!type) {
    throw new ProviderError('unsupported', 'the file is not a PNG, JPEG, GIF or WebP image');
  }
  return `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;
}

/** By what the file begins with, never by its name. */
function imageType(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (start.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (start.startsWith('GIF87a') || start.startsWith('GIF89a')) return 'image/gif';
  if (start.startsWith('RIFF') && start.slice(8) === 'WEBP') return 'image/webp';
  return undefined;
}
