import { expect, it } from 'vitest';
import { Journal } from '../../../../src/activity/journal';
import { withJournal } from '../../../../src/activity/withJournal';
import { invisibleIn } from '../../../../src/base/invisible';
import { requestPage } from '../../../../src/editor/requests/requestPage';
import { createLLM } from '../../../../src/provider/createLLM';
import { collectEvents } from '../../../support/collectEvents';
import { ManualClock } from '../../../support/manualClock';

const baseUrl = { api: 'http://gpu/v1', root: 'http://gpu', origin: 'http://gpu' };

/** What the page says after one completion that the server answers with `lines`. */
async function pageAfter(prompt: string, ...lines: readonly string[]): Promise<string> {
  const journal = new Journal();
  const clock = new ManualClock();
  const inner = createLLM('vllm', {
    baseUrl,
    apiKey: 'top-secret',
    clock,
    fetch: () =>
      Promise.resolve(
        new Response(lines.map((line) => `data: ${line}\n\n`).join(''), {
          headers: { 'content-type': 'text/event-stream' },
        }),
      ),
  });
  const llm = withJournal(inner, { journal, clock, date: () => new Date(0) });
  await collectEvents(llm.complete({ model: 'coder', prompt, maxTokens: 8 }));
  const entry = journal.last;
  return entry ? requestPage(entry) : '';
}

it('the last request shows what was sent, what came of it, and never the key', async () => {
  const page = await pageAfter(
    "it's",
    '{"choices":[{"text":"fine"}]}',
    '{"choices":[{"text":"","finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1}}',
  );
  expect(page).toContain('POST http://gpu/v1/completions');
  expect(page).toContain('"max_tokens": 8');
  expect(page).toContain('done (stop)');
  expect(page).toContain('3 in, 1 out');
  expect(page).toContain(`"prompt":"it'\\''s"`);
  expect(page).not.toContain('top-secret');
});

it('what nobody sees is escaped on the page, and the request means the same', async () => {
  const page = await pageAfter('a\u202eb\u200b', '{"choices":[{"text":"c\u2066d"}]}');
  expect(invisibleIn(page)).toEqual([]);
  expect(page).toContain('c\\u2066d');
  const [, sent = ''] = /```json\n([\s\S]*?)\n```/.exec(page) ?? [];
  expect(JSON.parse(sent)).toMatchObject({ prompt: 'a\u202eb\u200b' });
  const [, again = ''] = /-d '(.*)'/.exec(page) ?? [];
  expect(JSON.parse(again)).toEqual(JSON.parse(sent));
});

it('text with fences of its own cannot break out of the page', async () => {
  const page = await pageAfter(
    'p',
    '{"choices":[{"text":"```\\n# Heading","finish_reason":"stop"}]}',
  );
  expect(page).toContain('````text\n```\n# Heading\n````');
});
