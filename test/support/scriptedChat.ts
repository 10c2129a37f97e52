import type { ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { eventStream, json, type Script } from './scriptedServer';

/** A piece of a chat answer, named as the server names it. */
export type Delta =
  | { readonly content: string }
  | { readonly reasoning: string }
  | { readonly reasoning_content: string };

/** One event of a chat stream (vLLM protocol.py, ChatCompletionStreamResponse). */
export function chatChunk(delta: Delta, finishReason: string | null = null): string {
  return `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finishReason }] })}\n\n`;
}

/** Answers every chat with the deltas, one event each, and ends for that reason. */
export function chatting(deltas: readonly Delta[], finishReason = 'stop'): Script {
  return (_, response) => {
    beginChat(response, deltas);
    response.end(`${chatChunk({ content: '' }, finishReason)}data: [DONE]\n\n`);
  };
}

/** Begins an answer, its events `pause` milliseconds apart for whoever watches; leaves it open. */
export async function beginChatSlowly(
  response: ServerResponse,
  deltas: readonly Delta[],
  pause: number,
): Promise<void> {
  eventStream(response);
  for (const delta of deltas) {
    await setTimeout(pause);
    if (response.destroyed) return;
    response.write(chatChunk(delta));
  }
}

/** Begins an answer and leaves it open. */
export function beginChat(response: ServerResponse, deltas: readonly Delta[]): void {
  eventStream(response, ...deltas.map((delta) => chatChunk(delta)));
}

/** Answers every chat whole or streamed, as it is asked. */
export function answering(
  message: Readonly<Record<string, string>>,
  finishReason = 'stop',
): Script {
  return (request, response) => {
    const { stream } = request.body as { readonly stream?: boolean };
    if (stream === true) {
      const deltas = Object.entries(message).map(([name, text]) => ({ [name]: text }) as Delta);
      return chatting(deltas, finishReason)(request, response);
    }
    json(response, 200, {
      choices: [
        { index: 0, message: { role: 'assistant', ...message }, finish_reason: finishReason },
      ],
      usage: { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 },
    });
  };
}
