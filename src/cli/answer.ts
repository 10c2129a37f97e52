import { collect } from '../provider/collect';
import type { GenerateResult, StreamEvent, Usage } from '../provider/llm';
import type { Server } from '../provider/probe';
import type { JsonValue } from './document';
import type { Exit } from './exit';
import { serverDocument } from './server';
import type { Terminal } from './terminal';

/** Reads an answer to its end and shows it while it is written, where it is to be shown. */
export async function readAnswer(
  events: AsyncIterable<StreamEvent>,
  shown: Terminal | undefined,
): Promise<GenerateResult> {
  const read: StreamEvent[] = [];
  for await (const event of events) {
    read.push(event);
    if (event.type === 'text-delta') shown?.write(event.text);
    if (event.type === 'reasoning-delta') shown?.think(event.text);
  }
  return collect(read);
}

export function showAnswer({ text, reasoning }: GenerateResult, terminal: Terminal): void {
  terminal.think(reasoning);
  terminal.write(text);
}

export function noteProblems({ problems }: GenerateResult, terminal: Terminal): void {
  for (const { message } of problems) terminal.note(`trellis: ${message}`);
}

/** A stream that broke off is a fault of the server, though some text arrived. */
export function exitOfAnswer({ problems }: GenerateResult): Exit {
  return problems.some(({ code }) => code === 'no-finish') ? 'server' : 'ok';
}

/** The fields that every document about an answer has. */
export function answerDocument(
  { finishReason, usage, problems }: GenerateResult,
  { model, server }: { readonly model: string; readonly server: Server },
): Readonly<Record<string, JsonValue>> {
  return {
    finishReason,
    usage: usage === undefined ? null : usageDocument(usage),
    problems: problems.map(({ code, message }) => ({ code, message })),
    model,
    server: serverDocument(server),
  };
}

function usageDocument(usage: Usage): JsonValue {
  const { promptTokens, completionTokens, cachedTokens, reasoningTokens } = usage;
  return {
    promptTokens,
    completionTokens,
    cachedTokens: cachedTokens ?? null,
    reasoningTokens: reasoningTokens ?? null,
  };
}
