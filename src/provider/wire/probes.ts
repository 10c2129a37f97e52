/** The smallest requests whose answers tell what a server does (reference, sections 3.5 and 14). */
import * as z from 'zod';
import type { Dialect } from '../dialect';
import { encodeLoad } from './adapters';
import { encodeGuided } from './guided';
import { encodeTools } from './messages';
import type { Body } from './body';
import { prefillFields } from './prefill';
import { encodeThinking } from './requests';

/** Enough for a word of a few letters, whatever the tokenizer makes of it. */
const roomForWord = 24;

const question = [{ role: 'user', content: 'Say anything.' }];

/** A word that no model says by itself; if it comes, the constraint bound. */
export function wordInChat(model: string, word: string, dialect: Dialect): Body {
  return {
    ...fewWords(model),
    ...encodeGuided({ kind: 'choice', choices: [word] }, dialect, 'chat'),
  };
}

export function wordInCompletion(
  model: string,
  prompt: string,
  word: string,
  dialect: Dialect,
): Body {
  return {
    model,
    prompt,
    max_tokens: roomForWord,
    temperature: 0,
    ...encodeGuided({ kind: 'choice', choices: [word] }, dialect, 'completions'),
  };
}

/** A word as the only text of a grammar. */
export function wordInGrammar(model: string, word: string, dialect: Dialect): Body {
  return {
    ...fewWords(model),
    ...encodeGuided({ kind: 'grammar', source: `root ::= "${word}"` }, dialect, 'chat'),
  };
}

/**
 * A tag that must be opened and closed, with nothing but a word in it, and the text that this
 * allows. In XGrammar's own form, which is a JSON string (seen on 0.32.0).
 */
export function wordInTag(
  model: string,
  word: string,
): { readonly body: Body; readonly text: string } {
  const [begin, end] = ['<say>', '</say>'];
  const content = { type: 'json_schema', json_schema: { enum: [word] } };
  const format = { type: 'tag', begin, content, end };
  const structural_tag = JSON.stringify({ type: 'structural_tag', format });
  return {
    body: {
      ...fewWords(model),
      max_tokens: 2 * roomForWord,
      structured_outputs: { structural_tag },
    },
    text: `${begin}"${word}"${end}`,
  };
}

/** The beginning of an answer, in front of it a thought from a model that thinks. */
export function thoughtInChat(
  model: string,
  { thinking, budget }: { readonly thinking: 'on' | 'off'; readonly budget?: number },
): Body {
  return {
    ...fewWords(model),
    ...encodeThinking({ thinking, ...(budget !== undefined && { thinkingBudget: budget }) }),
  };
}

/** An answer that was begun, to be continued. */
export function prefillRequest(model: string): Body {
  return { ...nextTurn(model), ...prefillFields };
}

/** A conversation that ends with a begun answer, without the fields that ask to continue it. */
export function nextTurn(model: string): Body {
  const begun = { role: 'assistant', content: 'Any' };
  return { ...oneToken(model), messages: [...question, begun] };
}

export function twoBeams(model: string): Body {
  return { ...oneToken(model), use_beam_search: true, n: 2 };
}

export function twoSamples(model: string): Body {
  return { ...oneToken(model), temperature: 1, n: 2 };
}

/** A tool whose only argument can only be that word. */
export function wordInToolCall(model: string, word: string, choice: 'auto' | 'required'): Body {
  const parameters = {
    type: 'object',
    properties: { word: { type: 'string', enum: [word] } },
    required: ['word'],
    additionalProperties: false,
  };
  return {
    model,
    messages: question,
    max_tokens: choice === 'auto' ? 1 : 96,
    temperature: 0,
    ...encodeThinking({ thinking: 'off' }),
    ...encodeTools([{ name: 'say', description: 'Says a word.', parameters }], choice),
  };
}

/** One white pixel. */
const pixel =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII=';

export function onePixel(model: string): Body {
  const content = [
    { type: 'text', text: 'Say anything.' },
    { type: 'image_url', image_url: { url: pixel } },
  ];
  return { ...oneToken(model), messages: [{ role: 'user', content }] };
}

/** Refused with 400 wherever the route exists, and harmless there (reference, section 14). */
export const unloadNothing: Body = { lora_name: '' };

/** The smallest request that makes a model write. */
export function oneTokenRaw(model: string): Body {
  return { model, prompt: 'a', max_tokens: 1, temperature: 0, stream: false };
}

/** An absolute path, which is looked for on the server's machine and nowhere else. */
export function loadNothing(name: string): Body {
  return encodeLoad(name, '/no/such/adapter');
}

function fewWords(model: string): Body {
  return {
    model,
    messages: question,
    max_tokens: roomForWord,
    temperature: 0,
    ...encodeThinking({ thinking: 'off' }),
  };
}

function oneToken(model: string): Body {
  return { ...fewWords(model), max_tokens: 1 };
}

const answer = z.looseObject({
  system_fingerprint: z.string().nullish(),
  usage: z.looseObject({ prompt_tokens: z.number().nullish() }).nullish(),
  choices: z.array(
    z.looseObject({
      text: z.string().nullish(),
      message: z
        .looseObject({
          content: z.string().nullish(),
          reasoning: z.string().nullish(),
          reasoning_content: z.string().nullish(),
          tool_calls: z
            .array(z.looseObject({ function: z.looseObject({ arguments: z.string().nullish() }) }))
            .nullish(),
        })
        .nullish(),
      finish_reason: z.string().nullish(),
    }),
  ),
});

/** What a probe is judged by. */
export interface ProbeAnswer {
  readonly text: string;
  readonly reasoning: string;
  readonly toolArguments: string | undefined;
  readonly ending: 'cut' | 'complete';
  readonly choices: number;
  readonly fingerprint: string | undefined;
  readonly promptTokens: number | undefined;
}

/** `undefined` where the answer is of no known shape. */
export function decodeProbe(json: unknown): ProbeAnswer | undefined {
  const parsed = answer.safeParse(json);
  const [first] = parsed.data?.choices ?? [];
  if (!parsed.success || !first) return undefined;
  const { message } = first;
  return {
    text: first.text ?? message?.content ?? '',
    reasoning: message?.reasoning ?? message?.reasoning_content ?? '',
    toolArguments: message?.tool_calls?.[0]?.function.arguments ?? undefined,
    ending: first.finish_reason === 'length' ? 'cut' : 'complete',
    choices: parsed.data.choices.length,
    fingerprint: parsed.data.system_fingerprint ?? undefined,
    promptTokens: parsed.data.usage?.prompt_tokens ?? undefined,
  };
}
