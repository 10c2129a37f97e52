/** Whoever stops reading makes the server stop; only its own gauges can tell. */
import { beforeEach, describe, expect } from 'vitest';
import { isAbortError } from '../../src/base/abort';
import type { CallOptions } from '../../src/provider/llm';
import { collectEvents } from '../support/collectEvents';
import { capability, facts, has, llm, prompt, question, raw } from './support/server';

/**
 * Several answers of nearly a whole window each, so that none ends by itself before it is stopped,
 * even where the server is slow to tell what it does.
 */
const answers = 16;
const maxTokens = facts.contextWindow - 256;
const long = { maxTokens, temperature: 1, extraBody: { ignore_eos: true, n: answers } };
const patience = { timeout: 60_000, interval: 20 };
const width = 4;
const steps = 512;

/** Tokens that were written before the test. */
let before = 0;

beforeEach(async () => {
  if (!has('metrics of its work')) return;
  await idle();
  before = await written();
});

describe('a request that nobody waits for any more', () => {
  capability(
    ['metrics of its work'],
    'ends at the server when its reader leaves the stream',
    async () => {
      for await (const event of llm.complete(prompt(long))) {
        if (event.type === 'text-delta') break;
      }
      await endsUndone(answers * maxTokens);
    },
  );

  capability(
    ['metrics of its work'],
    'ends at the server when its stream is aborted, and throws an AbortError',
    async () => {
      await aborted(async (options) => {
        await collectEvents(llm.complete(prompt(long), options));
        return 'finished';
      });
      await endsUndone(answers * maxTokens);
    },
  );

  capability(
    ['metrics of its work', 'chat template'],
    'ends at the server when a whole answer is aborted, and throws an AbortError',
    async () => {
      await aborted((options) => llm.generate(question(long), options));
      await endsUndone(answers * maxTokens);
    },
  );

  capability(
    ['metrics of its work', 'chat template', 'beam search'],
    'ends at the server when beams are aborted, and throws an AbortError',
    async () => {
      const request = { ...question({ maxTokens: steps }), beams: { width }, maxTokens: steps };
      await aborted((options) => llm.candidates(request, options));
      await endsUndone(width * steps);
    },
  );
});

/** Aborts a call as soon as the server works on it, and expects it to throw what aborts throw. */
async function aborted(call: (options: CallOptions) => Promise<unknown>): Promise<void> {
  const controller = new AbortController();
  const outcome = call({ signal: controller.signal }).then(
    (result) => ({ result }),
    (error: unknown) => ({ aborted: isAbortError(error), error }),
  );
  await expect.poll(working, patience).toBe(true);
  controller.abort();
  expect(await outcome).toMatchObject({ aborted: true });
}

/** Beams are one short request after another, so that the gauge alone may never show them. */
async function working(): Promise<boolean> {
  return (await raw.running()) !== 0 || (await written()) > before;
}

/** The server comes to rest, with less than all of `work` (in tokens) done. */
async function endsUndone(work: number): Promise<void> {
  await idle();
  expect((await written()) - before).toBeLessThan(work);
}

/** Nothing runs, and nothing was written between two looks. */
async function idle(): Promise<void> {
  const look = async (): Promise<boolean> => {
    const first = await written();
    return (await raw.running()) === 0 && (await written()) === first;
  };
  await expect.poll(look, patience).toBe(true);
}

async function written(): Promise<number> {
  return (await raw.written()) ?? 0;
}
