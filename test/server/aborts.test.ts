/** Whoever stops reading makes the server stop; only its own gauge can tell. */
import { describe, expect } from 'vitest';
import { isAbortError } from '../../src/base/abort';
import { capability, facts, llm, prompt, question, raw } from './support/server';

/** Nearly a whole window, so that none of these ends by itself before it is stopped. */
const long = { maxTokens: facts.contextWindow - 256, extraBody: { ignore_eos: true } };
const patience = { timeout: 30_000, interval: 20 };

const running = (count: number): Promise<void> =>
  expect.poll(() => raw.running(), patience).toBe(count);

describe('a request that nobody waits for any more', () => {
  capability(
    ['running requests in its metrics'],
    'ends at the server when its reader leaves the stream',
    async () => {
      await running(0);
      for await (const event of llm.complete(prompt(long))) {
        if (event.type === 'text-delta') break;
      }
      await running(0);
    },
  );

  capability(
    ['running requests in its metrics'],
    'ends at the server when its stream is aborted, and throws an AbortError',
    async () => {
      const controller = new AbortController();
      const outcome = (async () => {
        for await (const event of llm.complete(prompt(long), { signal: controller.signal })) {
          if (event.type === 'finish') return 'finished';
        }
        return 'ended';
      })().catch((error: unknown) => isAbortError(error));
      await running(1);
      controller.abort();
      expect(await outcome).toBe(true);
      await running(0);
    },
  );

  capability(
    ['running requests in its metrics', 'chat template'],
    'ends at the server when a whole answer is aborted, and throws an AbortError',
    async () => {
      const controller = new AbortController();
      const outcome = llm
        .generate(question(long), { signal: controller.signal })
        .then(() => 'finished')
        .catch((error: unknown) => isAbortError(error));
      await running(1);
      controller.abort();
      expect(await outcome).toBe(true);
      await running(0);
    },
  );

  capability(
    ['running requests in its metrics', 'chat template', 'beam search'],
    'ends at the server when beams are aborted',
    async () => {
      const controller = new AbortController();
      const request = { ...question(), count: 4, maxTokens: 512 };
      const outcome = llm
        .candidates(request, { signal: controller.signal })
        .then(() => 'finished')
        .catch((error: unknown) => isAbortError(error));
      await expect.poll(() => raw.running(), patience).toBeGreaterThan(0);
      controller.abort();
      expect(await outcome).toBe(true);
      await running(0);
    },
  );
});
