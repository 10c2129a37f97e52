/** Hostile words through all that makes words ready for a place; what VS Code makes of them is below. */
import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import {
  asBoxMessage,
  asDescription,
  asLabel,
  asLens,
  asLine,
  asMessage,
  asTooltip,
  asCell,
  asLogText,
  asPageText,
} from '../../src/base/foreignText';
import { invisibleIn } from '../../src/base/invisible';
import type { Entry } from '../../src/activity/journal';
import { createTerminal } from '../../src/cli/terminal';
import { createRedaction } from '../../src/base/redaction';
import { table } from '../../src/cli/table';
import { serverSentence } from '../../src/cli/serverWords';
import { adapterItems } from '../../src/editor/adapters/adapterItems';
import { wordsForRefusal } from '../../src/editor/adapters/adapterWords';
import { answerFoot, answerHead, answerName } from '../../src/editor/ask/answerText';
import { requestPage } from '../../src/editor/requests/requestPage';
import { describeRequest as describeRequest } from '../../src/editor/reasoning/listedRequests';
import { wordsForError } from '../../src/editor/connection/errorWords';
import { describeProposal } from '../../src/editor/refactor/refactorWords';
import { pendingVerdict } from '../../src/editor/pending/verdictWords';
import { ProviderError, type ProviderErrorCode } from '../../src/provider/errors';
import { endlessLine, hostileWords } from '../support/hostileWords';

const cases = Object.entries({ ...hostileWords, 'an endless line': endlessLine });

/** Links in notifications and below input boxes (VS Code, base/common/linkedText.ts). */
const linkedText = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/gi;
/** Icons in labels, where a backslash makes words of one (VS Code, base/common/themables.ts). */
const icon = /(?<!\\)\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\)/g;
/** Addresses that an editor makes links of (VS Code, editor/common/languages/linkComputer.ts). */
const address = /(?:https?|file):\/\//gi;
/** Markdown as VS Code's hovers draw it, which bare addresses are links in, too; HTML they escape. */
const drawn = (text: string): string =>
  marked.parse(text.replaceAll('&', '&amp;').replaceAll('<', '&lt;'), { async: false });
const alive = /<(?:a|img|script|iframe)\b/i;

/** Longer than this, and it is no longer one thing that a person reads. */
const sane = 11_000;

function expectWords(shown: string): void {
  expect(invisibleIn(shown)).toEqual([]);
  expect(shown).not.toContain('\r');
  expect(shown.length).toBeLessThan(sane);
}

describe.each(cases)('%s', (_name, words) => {
  it('is only words where text is text', () => {
    for (const shown of [asLine(words), asTooltip(words), asPageText(words), asLogText(words)]) {
      expectWords(shown);
    }
    for (const shown of [asLine(words), asPageText(words), asMessage(words), asLabel(words)]) {
      expect(shown).not.toContain('\n');
    }
  });

  it('is no icon in a label, and is spelled as it was', () => {
    for (const shown of [asLabel(words), asLens(words)]) {
      expectWords(shown);
      expect(shown.match(icon)).toBeNull();
    }
  });

  it('is no link in a message', () => {
    for (const shown of [asMessage(words), asBoxMessage(words), asPageText(words)]) {
      expectWords(shown);
      expect(shown.match(linkedText)).toBeNull();
    }
    expect(asBoxMessage(words).match(icon)).toBeNull();
  });

  it('is neither link nor picture in the Markdown of a description', () => {
    const shown = asDescription(words);
    expectWords(shown);
    expect(shown.match(icon)).toBeNull();
    expect(drawn(shown)).not.toMatch(alive);
    expect(drawn(asDescription(`adapter of ${words}, from ${words}`))).not.toMatch(alive);
  });

  it('is no address in a log', () => {
    expect(asLogText(words).match(address)).toBeNull();
  });

  it('is one cell of a table', () => {
    expect(asCell(words)).not.toMatch(/[\r\n]/);
    expect(
      table([
        [words, words],
        ['b', 'c'],
      ]).split('\n'),
    ).toHaveLength(3);
  });

  it('steers no terminal', () => {
    const written = { out: '', err: '' };
    const terminal = createTerminal({
      stdout: { isTTY: true, write: (text) => (written.out += text) },
      stderr: { isTTY: true, write: (text) => (written.err += text) },
      env: { NO_COLOR: '1' },
      redaction: createRedaction(),
    });
    terminal.write(words);
    terminal.note(`trellis: ${words}`);
    for (const shown of Object.values(written)) expect(invisibleIn(shown)).toEqual([]);
    expect(written.err.match(/^trellis: /gm)).toHaveLength(1);
  });
});

const codes: readonly ProviderErrorCode[] = [
  'unreachable',
  'timeout',
  'unauthorized',
  'not-found',
  'overloaded',
  'bad-response',
  'failed',
  'rejected',
  'unsupported',
];

describe.each(cases)('%s from a server', (_name, words) => {
  it('is no link in what is said of a failure, and cut', () => {
    for (const code of codes) {
      const error = new ProviderError(code, words, { url: 'http://gpu/v1/models', status: 418 });
      const attempt = {
        route: 'load',
        name: words,
        path: words,
        address: 'http://gpu/v1',
      } as const;
      for (const sentence of [
        wordsForError(error, 'http://gpu/v1'),
        wordsForRefusal(error, attempt),
        serverSentence(error),
      ]) {
        expect(asMessage(sentence).match(linkedText)).toBeNull();
        expectWords(asMessage(sentence));
      }
    }
  });

  it('stays words in every row of a list', () => {
    const card = { id: words, root: words, parent: words, contextWindow: undefined };
    const models = [card, { ...card, id: `${words}2` }] as const;
    const chosen = { model: card, base: card, missing: undefined, contextWindow: undefined };
    for (const { label, description } of adapterItems(models, chosen)) {
      expect(asLabel(label).match(icon)).toBeNull();
      expect(drawn(asDescription(description))).not.toMatch(alive);
      expectWords(asDescription(description));
    }
    const proposal = { code: `${words}\n`, rank: 1, ending: 'complete' } as const;
    const proposals = {
      proposals: [proposal],
      dropped: [],
      method: 'beams',
      problems: [],
    } as const;
    const { label, description } = describeProposal(proposal, 'a\n', proposals);
    expectWords(asLabel(label));
    expectWords(asDescription(description));
    expect(asLabel(label).match(icon)).toBeNull();
  });

  it('stays words in the Reasoning view', () => {
    const server = { address: 'http://gpu', models: [] };
    const { title, model, failure } = describeRequest(entryOf(words), server, 0);
    for (const shown of [title, model, failure ?? '']) expectWords(shown);
  });

  it('stays words on the page of the last request', () => {
    const page = requestPage(entryOf(words));
    expect(invisibleIn(page)).toEqual([]);
    // It is no Markdown to VS Code; where a person makes it that, nothing runs, opens or is fetched.
    expect(drawn(page)).not.toMatch(
      /<img|<script|<iframe|href="(?:command|vscode|file|javascript|data):/i,
    );
  });

  it('stays words around an answer, and cannot name a file elsewhere', () => {
    const excerpt = { path: words, language: 'text', lines: [1, 2], text: words } as const;
    const head = answerHead({
      question: 'Why?',
      excerpt,
      model: words,
      address: 'http://gpu/v1',
      source: 'configured',
    });
    const foot = answerFoot({
      outcome: { kind: 'failed', words },
      text: '',
      thought: 'none',
      maxTokens: 1,
      problems: [{ code: 'bad-chunk', message: words }],
    });
    expectWords(head);
    expectWords(foot);
    expect(answerName(words)).toMatch(/^[^/\\:*?"<>|#%]{1,44}\.md$/);
    expect(invisibleIn(answerName(words))).toEqual([]);
  });

  it('stays words in a verdict', () => {
    const { brief, full } = pendingVerdict(
      {
        text: words,
        ending: { kind: 'failed', error: new ProviderError('failed', words) },
        matched: { text: '', match: { match: 'unchecked', reason: words } },
        problems: [{ code: 'bad-chunk', message: words }],
      },
      { character: words.charAt(0), line: 1, column: 1 },
    );
    for (const shown of [asLabel(brief), asLens(full), asTooltip(full)]) expectWords(shown);
    expect(asLens(full).match(icon)).toBeNull();
  });
});

it('what is cut says so', () => {
  expect(asMessage(endlessLine)).toMatch(/^x{900}… \(5,241,980 characters more\)$/);
  expect(asLabel('👩'.repeat(200)).isWellFormed()).toBe(true);
});

it.each([
  'Out of memory. [Fix it now] (command:x?[1])',
  'Nothing answers at http://gpu:8000/v1 (connection refused: no server listens on that port).',
  'The server found no adapter at “/adapters/style-v1”.',
  'a[0](b) and [a-z]+(foo)?',
])('words of ours lose nothing: %s', (words) => {
  expect(asMessage(words)).toBe(words);
});

it.each([
  'in use · adapter of coder, from /adapters/style_v1',
  '+1 −2 · beam 1 of 3',
  '4,096 tokens',
])('ordinary descriptions stay as they are: %s', (words) => {
  expect(asDescription(words)).toBe(words);
});

function entryOf(words: string): Entry {
  return {
    id: 1,
    method: 'stream',
    model: words,
    server: 'http://gpu',
    label: words,
    thinking: 'on',
    answerNow: 'impossible',
    startedAt: new Date(0),
    sent: { method: 'POST', url: 'http://gpu/v1/chat/completions', body: { prompt: words } },
    state: { status: 'failed', error: new ProviderError('failed', words) },
    firstTokenAfter: 1,
    firstTextAfter: 1,
    endedAfter: 2,
    text: words.slice(0, 65_536),
    reasoning: words.slice(0, 65_536),
    usage: undefined,
    problems: [{ code: 'bad-chunk', message: words }],
  };
}
