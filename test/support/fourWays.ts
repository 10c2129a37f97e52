import { collect } from '../../src/provider/collect';
import { createLLM } from '../../src/provider/createLLM';
import type { GenerateResult, LLM, ProviderKind } from '../../src/provider/llm';
import { collectEvents } from './collectEvents';
import { json, type ReceivedRequest, type Script, type ScriptedServer } from './scriptedServer';

/** What every way to ask a model brings. */
export type Told = Pick<GenerateResult, 'text' | 'reasoning' | 'problems'> &
  Partial<GenerateResult>;

const chat = { model: 'm', messages: [{ role: 'user', content: 'p' }] } as const;

type Ask = (llm: LLM) => Promise<Told>;

const generate: Ask = (llm) => llm.generate(chat);
const stream: Ask = async (llm) => collect(await collectEvents(llm.stream(chat)));
const complete: Ask = async (llm) =>
  collect(await collectEvents(llm.complete({ model: 'm', prompt: 'p', maxTokens: 8 })));
const candidates: Ask = async (llm) => {
  const several = await llm.candidates({ ...chat, maxTokens: 8, beams: { width: 1 } });
  const [{ text, reasoning } = { text: '', reasoning: '' }] = several.candidates;
  return { text, reasoning, problems: several.problems };
};

/** All ways in which a model can be asked for words. */
export const fourWays: readonly (readonly [string, Ask])[] = [
  ['generate', generate],
  ['stream', stream],
  ['complete', complete],
  ['candidates', candidates],
];

/** Answers what is to be written by `script`; no other route is there, so that nobody else is asked. */
export function writing(script: Script): Script {
  return (request, response) => {
    if (isWriting(request)) return script(request, response);
    json(response, 404, { detail: 'Not Found' });
  };
}

function isWriting({ path }: ReceivedRequest): boolean {
  return path.endsWith('/completions');
}

/** What each way brings from a server, asked as any and as a vLLM. */
export async function askedInAllWays({
  baseUrl,
}: ScriptedServer): Promise<readonly (readonly [string, Told | Error])[]> {
  const told: (readonly [string, Told | Error])[] = [];
  for (const kind of ['openai', 'vllm'] satisfies ProviderKind[]) {
    for (const [way, ask] of fourWays) {
      const llm = createLLM(kind, { baseUrl });
      told.push([`${way} of ${kind}`, await ask(llm).catch((error: unknown) => error as Error)]);
    }
  }
  return told;
}
