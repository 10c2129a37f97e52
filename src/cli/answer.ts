import { invisibleIn } from '../base/invisible';
import { positionAt } from '../guided/textPosition';
import { collect } from '../provider/collect';
import type { FinishReason, GenerateResult, Problem, StreamEvent, Usage } from '../provider/llm';
import type { ProbedServer } from '../provider/probe';
import { skipBlankStart, withoutBlankEdges } from '../reasoning/blankEdges';
import type { JsonValue } from './document';
import type { ExitName } from './exit';
import { serverDocument } from './server';
import type { Terminal } from './terminal';

/** An answer as commands tell of it; nobody says why a candidate among several ended. */
export interface Answer extends Pick<GenerateResult, 'text' | 'reasoning' | 'usage' | 'problems'> {
  readonly finishReason: FinishReason | undefined;
}

/** Reads an answer to its end and shows it while it is written, where it is to be shown. */
export async function readAnswer(
  events: AsyncIterable<StreamEvent>,
  shown: Terminal | undefined,
): Promise<GenerateResult> {
  const read: StreamEvent[] = [];
  const show = shown && showInPieces(shown);
  for await (const event of events) {
    read.push(event);
    show?.(event);
  }
  return collect(read);
}

/** A reasoning parser leaves blank lines where it parts the thought from the answer. */
function showInPieces(terminal: Terminal): (event: StreamEvent) => void {
  const think = skipBlankStart(terminal.think);
  const write = skipBlankStart((text) => {
    terminal.endThought();
    terminal.answer(text);
  });
  let thought = false;
  return (event) => {
    if (event.type === 'reasoning-delta') {
      thought = true;
      think(event.text);
    }
    if (event.type === 'text-delta') (thought ? write : terminal.answer)(event.text);
  };
}

/** Shows a whole answer: `text` is what of it is to be read. */
export function showAnswer(
  { text, reasoning }: Pick<Answer, 'text' | 'reasoning'>,
  terminal: Terminal,
): void {
  terminal.think(withoutBlankEdges(reasoning));
  terminal.endThought();
  terminal.answer(text);
}

/** What a reader must know although there is an answer. */
export function noteProblems(
  { text, problems }: Pick<Answer, 'text' | 'problems'>,
  terminal: Terminal,
): void {
  const invisible = invisibleCharacters(text);
  const [first] = invisible;
  if (first) {
    const names = invisible.map(({ name }) => name).join(', ');
    const where = `from line ${first.line}, column ${first.column} on`;
    terminal.note(`trellis: the answer holds invisible characters ${where}: ${names}`);
  }
  for (const { code, message } of problems) {
    const remedy = code === 'left-out' ? ' (--allow-secrets sends it)' : '';
    terminal.note(`trellis: ${message}${remedy}`);
  }
}

/** An answer that broke off, or of which words may be missing, is a fault of the server. */
export function exitOfAnswer({ problems }: Pick<Answer, 'problems'>): ExitName {
  return problems.some(({ code }) => faults.has(code)) ? 'server' : 'ok';
}

const faults: ReadonlySet<Problem['code']> = new Set(['no-finish', 'bad-chunk']);

/** The fields that every document about an answer has. */
export function answerDocument(
  { text, finishReason, usage, problems }: Answer,
  { model, server }: { readonly model: string; readonly server: ProbedServer },
): Readonly<Record<string, JsonValue>> {
  return {
    finishReason: finishReason ?? null,
    usage: usage === undefined ? null : usageDocument(usage),
    problems: problems.map(({ code, message }) => ({ code, message })),
    invisibleCharacters: invisibleCharacters(text),
    model,
    server: serverDocument(server),
  };
}

/** Different characters that are told. */
const maxInvisible = 20;

/** Nothing is taken out: whoever uses the text decides. */
function invisibleCharacters(text: string) {
  return invisibleIn(text)
    .slice(0, maxInvisible)
    .map(({ name, count, offset }) => ({ name, count, ...positionAt(text, offset) }));
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
