/** The smallest requests whose answers tell what a server does (reference, sections 3.5 and 14). */
import * as z from 'zod';
import type { Dialect } from '../vllm/dialect';
import { encodeGuided } from './guided';
import { encodeTools } from './messages';
import type { Body } from './body';
import { encodeThinking } from './requests';

/** Enough for a word of a few letters, whatever the tokenizer makes of it. */
const roomForWord = 24;

const question = [{ role: 'user', content: 'Say anything.' }];

/** A word that no model says by itself; if it comes, the constraint bound. */
export function wordInChat(model: string, word: string, dialect: Dialect): Body {
  return {
    model,
    messages: question,
    max_tokens: roomForWord,
    temperature: 0,
    ...encodeThinking({ thinking: 'off' }),
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

/** The beginning of a thought, from a model that thinks. */
export function thoughtInChat(model: string): Body {
  return {
    model,
    messages: question,
    max_tokens: 12,
    temperature: 0,
    ...encodeThinking({ thinking: 'on' }),
  };
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

function oneToken(model: string): Body {
  return {
    model,
    messages: question,
    max_tokens: 1,
    temperature: 0,
    ...encodeThinking({ thinking: 'off' }),
  };
}

const answer = z.looseObject({
  system_fingerprint: z.string().nullish(),
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
  };
}
