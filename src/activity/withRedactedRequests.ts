import { findSecrets, replaceSpans } from '../context/secretText';
import type {
  AnswerNowEvent,
  CandidatesRequest,
  CompleteRequest,
  Content,
  DecideRequest,
  GenerateRequest,
  LLM,
  Message,
  Problem,
  TokenizeRequest,
} from '../provider/llm';

/**
 * Wraps a model so that it is never told a secret: what looks like a private key, a token or a
 * password is left out of every text that a request holds, and a problem says so. Done at the
 * composition root, under the journal, which so shows what was sent.
 */
export function withRedactedRequests(llm: LLM): LLM {
  return {
    kind: llm.kind,
    baseUrl: llm.baseUrl,
    async generate(request, call) {
      const { clean, problems } = cleaned(ofChat(request));
      const result = await llm.generate(clean, call);
      return { ...result, problems: [...problems, ...result.problems] };
    },
    stream(request, call) {
      const { clean, problems } = cleaned(ofChat(request));
      return preceded(problems, llm.stream(clean, call));
    },
    complete(request, call) {
      const { clean, problems } = cleaned(ofPrompt(request));
      return preceded(problems, llm.complete(clean, call));
    },
    async candidates(request, call) {
      const { clean, problems } = cleaned(ofChat<CandidatesRequest>(request));
      const result = await llm.candidates(clean, call);
      return { ...result, problems: [...problems, ...result.problems] };
    },
    answerNow(request, call) {
      const { clean, problems } = cleaned((say) => ({
        ...ofChat(request)(say),
        thought: say(request.thought),
      }));
      return preceded(problems, llm.answerNow(clean, call));
    },
    async decide(request, call) {
      const { clean, problems } = cleaned(ofDecide(request));
      const result = await llm.decide(clean, call);
      return { ...result, problems: [...problems, ...result.problems] };
    },
    tokenize: (request, call) => llm.tokenize(cleaned(ofTokenize(request)).clean, call),
    loadAdapter: (name, path, call) => llm.loadAdapter(name, path, call),
    unloadAdapter: (name, call) => llm.unloadAdapter(name, call),
    models: (call) => llm.models(call),
    version: (call) => llm.version(call),
    detokenize: (request, call) => llm.detokenize(request, call),
    metrics: (call) => llm.metrics(call),
    capabilities: (request, call) => llm.capabilities(request, call),
    adapters: (call) => llm.adapters(call),
  };
}

/** What a text becomes on its way out. */
type Say = (text: string) => string;

/** A request with all its texts said anew. */
type Retell<T> = (say: Say) => T;

interface Cleaned<T> {
  readonly clean: T;
  readonly problems: readonly Problem[];
}

function cleaned<T>(retell: Retell<T>): Cleaned<T> {
  const left = new Map<string, number>();
  const clean = retell((text) => {
    const spans = findSecrets(text);
    for (const { what } of spans) left.set(what, (left.get(what) ?? 0) + 1);
    return spans.length === 0 ? text : replaceSpans(text, spans);
  });
  return { clean, problems: left.size === 0 ? [] : [leftOut(left)] };
}

function leftOut(left: ReadonlyMap<string, number>): Problem {
  const things = [...left].map(([what, count]) => `${count} ${what}${count === 1 ? '' : 's'}`);
  const last = things.pop() ?? '';
  const listed = things.length === 0 ? last : `${things.join(', ')} and ${last}`;
  const total = [...left.values()].reduce((sum, count) => sum + count, 0);
  const message = `${listed} ${total === 1 ? 'was' : 'were'} left out of the prompt`;
  return { code: 'left-out', message };
}

function ofChat<T extends Pick<GenerateRequest, 'messages' | 'tools'>>(request: T): Retell<T> {
  return (say) => ({
    ...request,
    messages: request.messages.map(ofMessage(say)),
    ...(request.tools && {
      tools: request.tools.map((tool) => ({
        ...tool,
        ...(tool.description !== undefined && { description: say(tool.description) }),
      })),
    }),
  });
}

function ofPrompt(request: CompleteRequest): Retell<CompleteRequest> {
  const { prompt } = request;
  // Tokens are what a server made of a text that was cleaned.
  return (say) => ({ ...request, prompt: typeof prompt === 'string' ? say(prompt) : prompt });
}

function ofTokenize(request: TokenizeRequest): Retell<TokenizeRequest> {
  return (say) =>
    'text' in request ? { ...request, text: say(request.text) } : ofChat(request)(say);
}

function ofDecide(request: DecideRequest): Retell<DecideRequest> {
  const { instructions } = request;
  return (say) => ({
    ...request,
    text: say(request.text),
    ...(instructions !== undefined && { instructions: say(instructions) }),
    // Their names come back in the answer, and must be found again.
    options: request.options.map(({ name, description }) => ({
      name,
      description: description === undefined ? undefined : say(description),
    })),
  });
}

function ofMessage(say: Say): (message: Message) => Message {
  return (message) => {
    if (message.role === 'tool') return { ...message, content: say(message.content) };
    if (message.role !== 'assistant')
      return { ...message, content: ofContent(message.content, say) };
    const { content, reasoning, toolCalls } = message;
    return {
      ...message,
      content: say(content),
      ...(reasoning !== undefined && { reasoning: say(reasoning) }),
      ...(toolCalls && {
        toolCalls: toolCalls.map((call) => ({ ...call, argumentsText: say(call.argumentsText) })),
      }),
    };
  };
}

function ofContent(content: Content, say: Say): Content {
  if (typeof content === 'string') return say(content);
  return content.map((part) => (part.kind === 'text' ? { ...part, text: say(part.text) } : part));
}

async function* preceded<E extends AnswerNowEvent>(
  problems: readonly Problem[],
  events: AsyncIterable<E>,
): AsyncIterable<E | { readonly type: 'problem'; readonly problem: Problem }> {
  for (const problem of problems) yield { type: 'problem', problem };
  yield* events;
}
