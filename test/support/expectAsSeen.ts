import { expect } from 'vitest';
import { skeleton, type Exchange } from './seenOnVllm';

/** An answer as far as it is held against a recorded one. */
export interface Answer {
  readonly status: number;
  readonly contentType: string | null;
  readonly text: string;
}

/** Holds an answer against what was recorded: refusals word by word, everything else by its shape. */
export function expectAsSeen({ status, contentType, text }: Answer, seen: Exchange): void {
  expect(status).toBe(seen.status);
  expect(contentType).toBe(seen.contentType);
  if (seen.answer !== undefined) expect(text).toBe(seen.answer);
  if (seen.events !== undefined) {
    expectEvents(eventsOf(text), seen.events);
  } else if (seen.json !== undefined) {
    const answer: unknown = JSON.parse(text);
    if (seen.status >= 400 || isError(seen.json)) expect(answer).toEqual(seen.json);
    else expect(skeleton(answer)).toEqual(skeleton(seen.json));
  }
}

/** Some releases answer 200 with an error. */
function isError(json: unknown): boolean {
  return typeof json === 'object' && json !== null && 'error' in json;
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

function expectEvents(events: readonly unknown[], seen: readonly unknown[]): void {
  if (seen.length === 2 && JSON.stringify(seen).includes('"error"')) {
    expect(events).toEqual(seen);
    return;
  }
  const known = seen.map(skeleton);
  for (const event of events.map(skeleton)) expect(known).toContainEqual(event);
  // The last two tell how the stream ended: the reason or the usage, and `[DONE]`.
  expect(events.slice(-2).map(skeleton)).toEqual(known.slice(-2));
}
