/** A recorded stream, however the network and the proxies before a server cut and dress it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../../../src/provider/llm';
import { unbatch } from '../../../src/base/unbatch';
import { readAnswerBatches, type AnswerReadOptions } from '../../../src/provider/readAnswer';
import { createLLM } from '../../../src/provider/createLLM';
import { parseBaseUrl } from '../../../src/provider/baseUrl';
import { SseParser } from '../../../src/provider/transport/sse';
import { decodeChunk } from '../../../src/provider/wire/events';
import { collectEvents } from '../../support/collectEvents';
import { seenOnVllm } from '../../support/seenOnVllm';

const delta = (fields: object, finish: string | null = null): object => ({
  choices: [{ index: 0, delta: fields, finish_reason: finish }],
});
const usage = { prompt_tokens: 3, completion_tokens: 9, total_tokens: 12 };

/** Streams as servers of several releases write them; the first is a recording. */
const streams: Readonly<Record<string, readonly unknown[]>> = {
  recorded: seenOnVllm('7-streaming').flatMap(({ events = [] }) =>
    JSON.stringify(events).includes('"error"') ? [] : events.filter((event) => event !== '[DONE]'),
  ),
  'thought by itself': [
    delta({ role: 'assistant', content: '' }),
    delta({ reasoning_content: 'Zwei: é🌿 ' }),
    delta({ reasoning: 'plus', reasoning_content: 'plus' }),
    delta({ content: '\n\n42 ' }),
    delta({ content: '→ data: x\n\n: y' }, 'stop'),
    { choices: [], usage },
  ],
  'thought in tags': [
    delta({ content: '<thi' }),
    delta({ content: 'nk>\nhm 🌿</' }),
    delta({ content: 'think>\n\n' }),
    delta({ content: 'use `<think>`' }),
    delta({ content: '' }, 'length'),
    { choices: [], usage },
  ],
  'a call': [
    delta({ tool_calls: [{ index: 0, id: 'c', function: { name: 'say', arguments: '' } }] }),
    delta({ tool_calls: [{ index: 0, function: { arguments: '{"word":' } }] }),
    delta({ tool_calls: [{ index: 0, function: { arguments: ' "ü"}' } }] }),
    delta({}, 'tool_calls'),
  ],
};

/** How one event is written: what of it the standard leaves open. */
interface Dress {
  readonly space: '' | ' ';
  readonly line: '\n' | '\r\n' | '\r';
  readonly comment: '' | ': keep-alive' | ':' | 'event: message' | 'id: 7';
  readonly apart: 'apart' | 'together';
}

const dress: fc.Arbitrary<Dress> = fc.record({
  space: fc.constantFrom('', ' '),
  line: fc.constantFrom('\n', '\r\n', '\r'),
  comment: fc.constantFrom('', ': keep-alive', ':', 'event: message', 'id: 7'),
  apart: fc.constantFrom('apart', 'together'),
});

function written(data: string, { space, line, comment, apart }: Dress): string {
  const remark = comment === '' ? '' : comment + line + (apart === 'apart' ? line : '');
  return `${remark}data:${space}${data}${line}${line}`;
}

const events = fc.constantFrom(...Object.keys(streams));
const dresses = fc.array(dress, { minLength: 1, maxLength: 5 });
const sizes = fc.array(fc.integer({ min: 1, max: 23 }), { minLength: 1, maxLength: 7 });

/** Cuts anywhere, in the middle of a character, too. */
function cut(bytes: Uint8Array, lengths: readonly number[]): readonly Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = lengths[chunks.length % lengths.length] ?? 1;
    chunks.push(bytes.subarray(at, at + length));
    at += length;
  }
  return chunks;
}

function dressed(name: string, looks: readonly Dress[]): Uint8Array {
  const data = [...(streams[name] ?? []).map((event) => JSON.stringify(event)), '[DONE]'];
  const text = data.map((each, index) => {
    const look = looks[index % looks.length];
    if (look === undefined) throw new Error('nothing to wear');
    return written(each, look);
  });
  return new TextEncoder().encode(text.join(''));
}

const options: AnswerReadOptions = { asked: { thinking: 'on' }, opening: 'answer', problems: [] };

/** Neighbours of a kind joined: where text is cut is the network's affair. */
function joined(all: readonly StreamEvent[]): readonly StreamEvent[] {
  const told: StreamEvent[] = [];
  for (const event of all) {
    const last = told.at(-1);
    const isText = event.type === 'text-delta' || event.type === 'reasoning-delta';
    if (isText && last?.type === event.type) {
      told[told.length - 1] = { ...event, text: last.text + event.text };
    } else told.push(event);
  }
  return told;
}

async function* decoded(chunks: readonly Uint8Array[]): AsyncIterable<StreamEvent> {
  const parser = new SseParser();
  const decoder = new TextDecoder();
  const texts = chunks.map((chunk) => decoder.decode(chunk, { stream: true }));
  await Promise.resolve();
  for (const data of [...texts.flatMap((text) => parser.push(text)), ...parser.flush()]) {
    if (data !== '[DONE]') yield* decodeChunk(data);
  }
}

async function plainly(name: string): Promise<readonly StreamEvent[]> {
  async function* all(): AsyncIterable<StreamEvent> {
    await Promise.resolve();
    for (const event of streams[name] ?? []) yield* decodeChunk(JSON.stringify(event));
  }
  return collectEvents(readStream(all(), options));
}

describe('a recorded stream', () => {
  it.each(Object.keys(streams))('holds something: %s', async (name) => {
    const told = await plainly(name);
    expect(told.map(({ type }) => type)).toContain('finish');
    expect(told.filter(({ type }) => type === 'problem')).toEqual([]);
    expect(told.length).toBeGreaterThan(2);
  });

  it('is the same however it is cut and dressed', async () => {
    await fc.assert(
      fc.asyncProperty(events, dresses, sizes, async (name, looks, lengths) => {
        const chunks = cut(dressed(name, looks), lengths);
        expect(await collectEvents(readStream(decoded(chunks), options))).toEqual(
          await plainly(name),
        );
      }),
    );
  });

  it('is the same through the transport', async () => {
    const baseUrl = parseBaseUrl('http://server.example');
    if (typeof baseUrl === 'string') throw new Error(baseUrl);
    const request = { model: 'm', messages: [] } as const;
    await fc.assert(
      fc.asyncProperty(events, dresses, sizes, async (name, looks, lengths) => {
        const chunks = cut(dressed(name, looks), lengths);
        const llm = createLLM('openai', {
          baseUrl,
          fetch: () => Promise.resolve(streaming(chunks)),
        });
        expect(await collectEvents(llm.stream(request))).toEqual(await plainly(name));
      }),
      { numRuns: 40 },
    );
  });

  it.each(['thought in tags', 'thought by itself'])(
    'says no less and no more letter by letter: %s',
    async (name) => {
      const small = (streams[name] ?? []).flatMap(letterByLetter);
      async function* all(): AsyncIterable<StreamEvent> {
        await Promise.resolve();
        for (const event of small) yield* decodeChunk(JSON.stringify(event));
      }
      const told = await collectEvents(readStream(all(), options));
      expect(joined(told)).toEqual(joined(await plainly(name)));
    },
  );
});

/** Reads events that arrive one by one. */
function readStream(
  events: AsyncIterable<StreamEvent>,
  options: AnswerReadOptions,
): AsyncIterable<StreamEvent> {
  async function* batches(): AsyncIterable<readonly StreamEvent[]> {
    for await (const event of events) yield [event];
  }
  return unbatch(() => Promise.resolve(readAnswerBatches(batches(), options)));
}

function streaming(chunks: readonly Uint8Array[]): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

/** Cuts an event into one for each character of its text. */
function letterByLetter(event: unknown): readonly unknown[] {
  const [choice] = (event as { readonly choices: readonly Piece[] }).choices;
  const content = choice?.delta.content;
  if (choice === undefined || content === undefined || content === '') return [event];
  const letters = Array.from(content, (letter) => delta({ content: letter }));
  return choice.finish_reason === null ? letters : [...letters, delta({}, choice.finish_reason)];
}

interface Piece {
  readonly delta: { readonly content?: string };
  readonly finish_reason: string | null;
}
