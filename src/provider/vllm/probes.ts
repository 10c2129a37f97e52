import { collect } from '../collect';
import { ProviderError } from '../errors';
import type { Fact, FactName } from '../capabilities';
import type { CallOptions, GenerateResult, StreamEvent } from '../llm';
import type { Call, Transport } from '../transport/transport';
import { decodeChunk } from '../wire/events';
import {
  decodeProbe,
  onePixel,
  thoughtInChat,
  twoBeams,
  twoSamples,
  unloadNothing,
  wordInChat,
  wordInCompletion,
  wordInToolCall,
  type ProbeAnswer,
} from '../wire/probes';
import type { Dialect } from './dialect';

/** What probes work with. */
export interface ProbeContext {
  readonly transport: Transport;
  readonly model: string;
  readonly dialect: Dialect;
  /** A fresh random word. */
  readonly word: () => string;
  readonly now: () => Date;
  /** Hears of `system_fingerprint`, which tells the release through any proxy. */
  readonly onFingerprint: (fingerprint: string) => void;
  readonly call: CallOptions;
}

type Verdict = Omit<Fact, 'at'>;

/**
 * In front of a raw prompt it makes a server with a reasoning parser take the thought for ended, so
 * that constraints bind (seen on 0.10.2 and 0.32.0; vLLM issue 57726).
 */
export const emptyThought = '<think>\n\n</think>\n\n';

/** Told in `saw`, since it decides how constrained raw prompts are sent. */
export const afterEmptyThought = 'binds after an empty thought in front of the prompt';

const prompt = 'Say anything: ';

/** How each fact is found out. A probe throws only what says nothing of the fact itself. */
export const probes: Readonly<Record<FactName, (context: ProbeContext) => Promise<Verdict>>> = {
  tokenize: async (context) => {
    const body = { model: context.model, prompt: 'a' };
    const outcome = await attempt(
      context.transport.json(
        { method: 'POST', mount: 'root', path: '/tokenize', body },
        context.call,
      ),
    );
    if (outcome instanceof ProviderError) return refused(outcome);
    return { state: 'yes', saw: 'the route answers' };
  },

  'chat-constraints': async (context) => {
    const word = context.word();
    const answer = await ask(context, 'chat', wordInChat(context.model, word, context.dialect));
    return judgeWord(answer, word);
  },

  'completion-constraints': async (context) => {
    const { model, dialect } = context;
    const word = context.word();
    const plain = await ask(context, 'completions', wordInCompletion(model, prompt, word, dialect));
    const verdict = judgeWord(plain, word);
    if (verdict.state !== 'no' || plain instanceof ProviderError) return verdict;
    const behind = await ask(
      context,
      'completions',
      wordInCompletion(model, emptyThought + prompt, word, dialect),
    );
    return judgeWord(behind, word).state === 'yes'
      ? { state: 'yes', saw: afterEmptyThought }
      : verdict;
  },

  // In a stream: until 0.31 whole answers tell a thought that was cut as text, parser or not (seen on
  // 0.10.2 and 0.16.0).
  'reasoning-parser': async (context) => {
    const remedy = '--reasoning-parser NAME';
    const answer = await attempt(watch(context, thoughtInChat(context.model)));
    if (answer instanceof ProviderError) return { ...refused(answer), remedy };
    if (answer.reasoning !== '') return { state: 'yes', saw: 'thought arrived by itself' };
    if (answer.text.trimStart().startsWith('<think>')) {
      return { state: 'no', saw: 'thought arrived in the text, as tags', remedy };
    }
    return { state: 'unknown', saw: 'the model did not think', remedy };
  },

  beams: async (context) => judgeTwo(await ask(context, 'chat', twoBeams(context.model))),

  samples: async (context) => judgeTwo(await ask(context, 'chat', twoSamples(context.model))),

  tools: async (context) => {
    const body = wordInToolCall(context.model, context.word(), 'auto');
    const remedy = '--enable-auto-tool-choice --tool-call-parser NAME';
    return withRemedy(judgeAnswer(await ask(context, 'chat', body)), remedy);
  },

  'required-tools': async (context) => {
    const word = context.word();
    const remedy = '--tool-call-parser NAME';
    const answer = await ask(context, 'chat', wordInToolCall(context.model, word, 'required'));
    if (!answer || answer instanceof ProviderError) return withRemedy(judgeAnswer(answer), remedy);
    if (answer.toolArguments?.includes(`"${word}"`)) {
      return { state: 'yes', saw: 'the arguments followed their schema' };
    }
    if (answer.toolArguments === undefined && answer.ending === 'cut') {
      return { state: 'unknown', saw: 'the call was cut before it was whole' };
    }
    return { state: 'no', saw: `answered ${excerpt(answer.toolArguments ?? answer.text)}`, remedy };
  },

  'adapter-routes': async (context) => {
    const call: Call = {
      method: 'POST',
      mount: 'api',
      path: '/unload_lora_adapter',
      body: unloadNothing,
    };
    const outcome = await attempt(context.transport.text(call, context.call));
    if (!(outcome instanceof ProviderError)) return { state: 'yes', saw: 'the route answers' };
    if (outcome.code === 'rejected') return { state: 'yes', saw: said(outcome) };
    const remedy = 'VLLM_ALLOW_RUNTIME_LORA_UPDATING=True and --enable-lora';
    return withRemedy(refused(outcome), remedy);
  },

  images: async (context) => judgeAnswer(await ask(context, 'chat', onePixel(context.model))),

  metrics: async (context) => {
    const call: Call = { method: 'GET', mount: 'root', path: '/metrics' };
    const outcome = await attempt(context.transport.text(call, context.call));
    if (outcome instanceof ProviderError) return refused(outcome);
    return outcome.includes('vllm:')
      ? { state: 'yes', saw: 'the route answers' }
      : { state: 'no', saw: 'the route answers, without a word of vLLM: a router’s own' };
  },
};

const paths = { chat: '/chat/completions', completions: '/completions' } as const;

async function ask(
  { transport, call, onFingerprint }: ProbeContext,
  route: keyof typeof paths,
  body: Call['body'],
): Promise<ProbeAnswer | ProviderError | undefined> {
  const sent = {
    method: 'POST',
    mount: 'api',
    path: paths[route],
    body: { ...body, stream: false },
  } as const;
  const outcome = await attempt(transport.json(sent, call));
  if (outcome instanceof ProviderError) return outcome;
  const answer = decodeProbe(outcome);
  if (answer?.fingerprint !== undefined) onFingerprint(answer.fingerprint);
  return answer;
}

/** The same streamed, with the text as the server cut it into thought and answer. */
async function watch(
  { transport, call }: ProbeContext,
  body: Call['body'],
): Promise<Pick<GenerateResult, 'text' | 'reasoning'>> {
  const streamed = { ...body, stream: true };
  const sent = { method: 'POST', mount: 'api', path: paths.chat, body: streamed } as const;
  const events: StreamEvent[] = [];
  for await (const batch of transport.events(sent, call))
    events.push(...batch.flatMap(decodeChunk));
  return collect(events);
}

/** Errors that are an answer to the question; the others are nobody's answer, and are thrown. */
async function attempt<T>(promise: Promise<T>): Promise<T | ProviderError> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof ProviderError && telling.has(error.code)) return error;
    throw error;
  }
}

const telling: ReadonlySet<ProviderError['code']> = new Set([
  'rejected',
  'unsupported',
  'not-found',
  'failed',
  'bad-response',
]);

function judgeWord(answer: ProbeAnswer | ProviderError | undefined, word: string): Verdict {
  if (!answer || answer instanceof ProviderError) return judgeAnswer(answer);
  const text = answer.text.trim();
  if (text === word) return { state: 'yes', saw: `answered the only word allowed, “${word}”` };
  // Cut short, an empty or fitting beginning proves neither.
  if (answer.ending === 'cut' && word.startsWith(text)) {
    return { state: 'unknown', saw: 'the answer was cut before it could tell' };
  }
  return { state: 'no', saw: `only “${word}” was allowed; answered ${excerpt(text)}` };
}

function judgeTwo(answer: ProbeAnswer | ProviderError | undefined): Verdict {
  if (!answer || answer instanceof ProviderError) return judgeAnswer(answer);
  return answer.choices === 2
    ? { state: 'yes', saw: 'two answers came' }
    : { state: 'no', saw: `two answers were asked for, ${answer.choices} came` };
}

function judgeAnswer(answer: ProbeAnswer | ProviderError | undefined): Verdict {
  if (answer instanceof ProviderError) return refused(answer);
  return answer
    ? { state: 'yes', saw: 'the server accepts it' }
    : { state: 'unknown', saw: 'the answer could not be read' };
}

/** A server that breaks says nothing of what it could do. */
function refused(error: ProviderError): Verdict {
  const state = error.code === 'failed' || error.code === 'bad-response' ? 'unknown' : 'no';
  return { state, saw: said(error) };
}

function withRemedy(verdict: Verdict, remedy: string): Verdict {
  return verdict.state === 'no' ? { ...verdict, remedy } : verdict;
}

function said(error: ProviderError): string {
  return `the server says: ${error.message}`;
}

function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ').slice(0, 40);
  return line === '' ? 'nothing' : `“${line}”`;
}
