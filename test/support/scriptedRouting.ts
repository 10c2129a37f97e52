import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { json, type ReceivedRequest, type Script } from './scriptedServer';
import { chatting } from './scriptedChat';

/** Tickets that people wrote, each with the category it belongs to. */
export const tickets: readonly (readonly [category: string, text: string])[] = z
  .array(z.tuple([z.string(), z.string()]))
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/tickets.json'), 'utf8')));

/** What the scripted model believes of a ticket: first tokens by their probability. */
export type Beliefs = (first: FirstTokens) => Readonly<Record<string, number>>;

export interface FirstTokens {
  /** Of the category that the ticket belongs to. */
  readonly label: string;
  readonly others: readonly string[];
}

export interface ScriptedRoutingOptions {
  readonly beliefs?: Beliefs;
  /** Token ids of a text; absent where there is no such route. */
  readonly tokenize?: ((text: string) => readonly number[]) | 'absent';
  readonly decisions?: 'absent' | 'unsupported' | Readonly<Record<string, unknown>>;
  /** Whether a choice is kept to. */
  readonly choices?: 'kept' | 'ignored';
  readonly logprobs?: 'told' | 'refused' | 'silent';
  readonly models?: readonly Readonly<Record<string, unknown>>[];
  /** What is written where no choice is asked for. */
  readonly answer?: string;
}

const chat = z.looseObject({
  model: z.string(),
  messages: z.array(z.looseObject({ role: z.string(), content: z.string() })),
  logprobs: z.boolean().optional(),
  top_logprobs: z.number().optional(),
  stream: z.boolean().optional(),
  structured_outputs: z.looseObject({ choice: z.array(z.string()).optional() }).optional(),
});
type Chat = z.infer<typeof chat>;

/** 60 % on the right label, 20 % on the others, and 20 % on none of them. */
export const sure: Beliefs = ({ label, others }) => ({
  [label]: 0.6,
  ...Object.fromEntries(others.map((other) => [other, 0.2 / others.length])),
  Sure: 0.2,
});

const tokensOfCharacters = (text: string): readonly number[] =>
  Array.from(text, (each) => each.charCodeAt(0));

/** A vLLM whose model knows the tickets above, and reads of a prompt how categories are coded. */
export function scriptedRouting(options: ScriptedRoutingOptions = {}): Script {
  const {
    beliefs = sure,
    tokenize = tokensOfCharacters,
    decisions = 'unsupported',
    models = [{ id: 'base', max_model_len: 65536 }],
  } = options;
  const reply = ({ path, body }: ReceivedRequest): Reply => {
    switch (path) {
      case '/version':
        return [200, { version: '0.32.0' }];
      case '/v1/models':
        return [200, { data: models }];
      case '/detokenize':
        return [200, { prompt: 'assistant:' }];
      case '/tokenize': {
        const { prompt } = body as { readonly prompt?: string };
        if (tokenize === 'absent') return absent;
        return [200, { tokens: prompt === undefined ? [1] : tokenize(prompt) }];
      }
      case '/v1/systemone':
        if (decisions === 'absent') return absent;
        return decisions === 'unsupported' ? undecided : [200, decisions];
      case '/v1/chat/completions':
        return answerChat(chat.parse(body), { ...options, beliefs });
      default:
        return absent;
    }
  };
  return (request, response) => {
    const [status, body] = reply(request);
    if (status === 'streamed') return chatting([{ content: body }])(request, response);
    json(response, status, body);
  };
}

type Reply = readonly [status: number, body: unknown] | readonly [status: 'streamed', text: string];

const absent: Reply = [404, { detail: 'Not Found' }];

const undecided: Reply = [
  501,
  {
    error: {
      message: 'The model does not support the structured decision API',
      type: 'NotImplementedError',
      code: 501,
    },
  },
];

type Belief = ScriptedRoutingOptions & { readonly beliefs: Beliefs };

function answerChat(asked: Chat, options: Belief): Reply {
  const { answer = 'done', choices = 'kept', logprobs = 'told' } = options;
  const choice = asked.structured_outputs?.choice;
  const isQuestion = asked.messages.some(({ content }) => content.startsWith('Ticket:\n'));
  if (!isQuestion) return asked.stream === true ? ['streamed', answer] : whole(answer, null);
  if (asked.logprobs === true && logprobs === 'refused') {
    const message = 'Requested sample logprobs of 20, which is greater than max allowed: 5';
    return [400, { error: { message, type: 'BadRequestError', code: 400 } }];
  }
  const first = firstTokens(asked);
  const believed = Object.entries(options.beliefs(first));
  const [likeliest = ''] = believed.sort(([, one], [, other]) => other - one)[0] ?? [];
  if (choice) {
    const text = choices === 'kept' ? first.label : 'Gladly! This looks like';
    return whole(text, asked.logprobs === true ? constrained(first.label) : null);
  }
  const silent = logprobs === 'silent' || asked.logprobs !== true;
  const top = believed.map(([token, p]) => ({ token, logprob: Math.log(p) }));
  const told = { token: likeliest, logprob: 0, top_logprobs: top.slice(0, asked.top_logprobs) };
  return whole(likeliest, silent ? null : { content: [told] });
}

/** Tokens of names that begin alike, as their choice tells them: 3 of 4 `SQL` go on as `SQLite`. */
function constrained(label: string) {
  const step = (token: string, ...top: readonly (readonly [string, number])[]) => ({
    token,
    logprob: Math.log(top.find(([other]) => other === token)?.[1] ?? 1),
    top_logprobs: top.map(([other, p]) => ({ token: other, logprob: Math.log(p) })),
  });
  if (!label.startsWith('SQL')) return { content: [step(label, [label, 1])] };
  const last = label === 'SQL' ? '<|im_end|>' : 'ite';
  return { content: [step('SQL', ['SQL', 1]), step(last, ['ite', 0.75], ['<|im_end|>', 0.25])] };
}

/** As the prompt codes them. */
function firstTokens({ messages }: Chat): FirstTokens {
  const [system = '', user = ''] = messages.map(({ content }) => content);
  const [, ticket = ''] =
    /^Ticket:\n([^]*)\n\nWrite the (?:label|name) of its category\.$/.exec(user) ?? [];
  const labelled = [...system.matchAll(/^(\w): (.+?) \(/gm)];
  const named = [...system.matchAll(/^([\w ]+): /gm)].map(([, name = '']) => [name, name] as const);
  const coded =
    labelled.length > 0
      ? labelled.map(([, label = '', name = '']) => [label, name] as const)
      : named;
  const right = tickets.find(([, text]) => text === ticket)?.[0];
  const [label] = coded.find(([, name]) => name === right) ?? coded[0] ?? [''];
  return { label, others: coded.map(([other]) => other).filter((other) => other !== label) };
}

function whole(content: string, logprobs: unknown): Reply {
  const message = { role: 'assistant', content };
  return [200, { choices: [{ index: 0, message, logprobs, finish_reason: 'stop' }] }];
}
