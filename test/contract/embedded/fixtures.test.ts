/** Holds the engine against what a real vLLM 0.32.0 answered to the same requests. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/embedded/startEngine';
import { maxModelLength, modelName } from '../../../src/embedded/identity';
import { seenOnVllm, skeleton, type Exchange } from '../../support/seenOnVllm';
import { startTestEngine } from '../../support/testEngine';

let engine: Engine;

beforeAll(async () => {
  engine = await startTestEngine();
});

afterAll(() => engine.close());

/** A path that the recorded server could load from, and one that the engine can. */
const recordedAdapter = 'adapters/tests';
const adapter = 'embedded/model';

const sections = [
  '1-endpoints',
  '1.4-adapters',
  '2-parameters',
  '3-structured-outputs',
  '7-streaming',
  '8-errors',
  '9-completions',
];

describe.each(sections)('section %s of the protocol', (section) => {
  it.each(seenOnVllm(section).map((seen): [string, Exchange] => [seen.name, seen]))(
    'answers “%s” as vLLM does',
    async (_name, seen) => {
      const response = await send(seen);
      const text = inRecordedTerms(await response.text());
      expect(response.status).toBe(seen.status);
      expect(response.headers.get('content-type')).toBe(seen.contentType);
      if (seen.answer !== undefined) expect(text).toBe(seen.answer);
      if (seen.events !== undefined) {
        compareEvents(eventsOf(text), seen.events);
      } else if (seen.json !== undefined) {
        const answer: unknown = JSON.parse(text);
        if (seen.status >= 400) expect(answer).toEqual(seen.json);
        else expect(skeleton(answer)).toEqual(skeleton(seen.json));
      }
    },
  );
});

function send({ method, path, headers, body, text }: Exchange): Promise<Response> {
  const sent = body === undefined ? text : JSON.stringify(body);
  return fetch(new URL(path, engine.baseUrl), {
    method,
    headers: headers ?? { 'content-type': 'application/json' },
    ...(sent !== undefined && {
      body: sent
        .replaceAll(/"(model|lora_name)":"tiny"/g, `"$1":"${modelName}"`)
        .replaceAll(recordedAdapter, adapter),
    }),
  });
}

/** Our model's name, window and adapter in place of those of the recorded server. */
function inRecordedTerms(text: string): string {
  return text
    .replaceAll(modelName, 'tiny')
    .replaceAll(String(maxModelLength), '4096')
    .replaceAll(adapter, recordedAdapter);
}

function eventsOf(text: string): readonly unknown[] {
  return text
    .split('\n\n')
    .filter((block) => block !== '')
    .map((block): unknown => {
      expect(block).toMatch(/^data: /);
      const data = block.slice('data: '.length);
      return data === '[DONE]' ? data : JSON.parse(data);
    });
}

function compareEvents(events: readonly unknown[], seen: readonly unknown[]): void {
  if (seen.length === 2 && JSON.stringify(seen).includes('"error"')) {
    expect(events).toEqual(seen);
    return;
  }
  const known = seen.map(skeleton);
  for (const event of events.map(skeleton)) expect(known).toContainEqual(event);
  // The last two tell how the stream ended: the reason or the usage, and `[DONE]`.
  expect(events.slice(-2).map(skeleton)).toEqual(known.slice(-2));
}
