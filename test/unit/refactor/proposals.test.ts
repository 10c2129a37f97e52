import { describe, expect, it } from 'vitest';
import type { CallOptions, Candidate, CandidatesRequest, LLM } from '../../../src/provider/llm';
import type { Target } from '../../../src/provider/target';
import { maxAnswerTokens, propose, type Proposals } from '../../../src/refactor/proposals';
import { unusedLLM } from '../../support/unusedLLM';

const task = {
  instruction: 'use early returns',
  language: 'typescript',
  before: 'const first = 1;\n',
  selected: 'old();\n',
  after: 'const last = 2;\n',
};

const { signal } = new AbortController();

interface Asked {
  readonly options: CallOptions | undefined;
  readonly proposals: Proposals;
  readonly request: CandidatesRequest;
}

async function ask(texts: readonly (string | Partial<Candidate>)[]): Promise<Asked> {
  const requests: CandidatesRequest[] = [];
  let options: CallOptions | undefined;
  const candidates: LLM['candidates'] = (request, given) => {
    requests.push(request);
    options = given;
    const candidates = texts.map((given): Candidate => {
      const candidate = typeof given === 'string' ? { text: given } : given;
      return { text: '', reasoning: '', ending: 'complete', score: undefined, ...candidate };
    });
    return Promise.resolve({ candidates, method: 'beams', problems: [] });
  };
  const llm = unusedLLM({ candidates });
  const target: Target = {
    llm,
    model: { id: 'model', root: undefined, parent: undefined, contextWindow: undefined },
    contextWindow: undefined,
    maxTokens: 2048,
    temperature: undefined,
    extraBody: { priority: 1 },
  };
  const proposals = await propose(target, task, signal);
  const [request] = requests;
  if (!request) throw new Error('nothing was asked');
  return { proposals, request, options };
}

const fence = (code: string): string => '```ts\n' + code + '\n```';

describe('the request for candidates', () => {
  it('asks for three, without thought, with a small limit and what the settings add', async () => {
    const { request } = await ask([]);
    expect(request).toMatchObject({
      beams: { width: 3 },
      thinking: 'off',
      extraBody: { priority: 1 },
    });
    expect(request.maxTokens).toBe(68);
    expect(request).not.toHaveProperty('temperature');
  });

  it('gives no proposal of which words may be missing', async () => {
    const unread = [{ code: 'bad-chunk', message: 'unreadable' }] as const;
    const { proposals } = await ask([{ text: fence('a();'), unread }, fence('b();')]);
    expect(proposals).toMatchObject({ proposals: [{ rank: 2 }], dropped: ['unread'] });
  });

  it('ends at the server when it is cancelled', async () => {
    expect((await ask([])).options).toEqual({ signal, label: `Refactor: ${task.instruction}` });
  });

  it('shows the selection last but for the instruction, and what stands around it', async () => {
    const { request } = await ask([]);
    const content = request.messages.find(({ role }) => role === 'user')?.content;
    const user = typeof content === 'string' ? content : '';
    const order = ['const first = 1;', 'const last = 2;', 'old();', 'use early returns'];
    const places = order.map((text) => user.indexOf(text));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  it('has a limit that grows with the selection, in bytes, up to what the settings allow', () => {
    expect(maxAnswerTokens('', 2048)).toBe(64);
    expect(maxAnswerTokens('x'.repeat(300), 2048)).toBe(214);
    expect(maxAnswerTokens('界'.repeat(100), 2048)).toBe(214);
    expect(maxAnswerTokens('x'.repeat(30_000), 2048)).toBe(2048);
  });
});

describe('the proposals', () => {
  it('keep the order of the answers and their rank, without those that propose nothing', async () => {
    const { proposals } = await ask([
      fence('old();'),
      fence('second();'),
      'second();',
      '',
      { reasoning: 'Let me think.' },
      `Here:\n${fence('sixth();')}`,
    ]);
    expect(proposals.proposals.map(({ code, rank }) => [code, rank])).toEqual([
      ['second();\n', 2],
      ['sixth();\n', 6],
    ]);
    expect(proposals.dropped).toEqual(['unchanged', 'duplicate', 'empty', 'thought-only']);
  });

  it('are cut only where the limit ended the code, not where it ended talk behind it', async () => {
    const { proposals } = await ask([
      { text: '```ts\nfirst();', ending: 'cut' },
      { text: `${fence('second();')}\nThis is`, ending: 'cut' },
      { text: '```ts\nthird();', ending: 'complete' },
    ]);
    expect(proposals.proposals.map(({ ending }) => ending)).toEqual([
      'cut',
      'complete',
      'complete',
    ]);
  });
});
