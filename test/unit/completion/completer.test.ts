import { describe, expect, it } from 'vitest';
import { Completer, type CompletionTarget } from '../../../src/completion/completer';
import type { Trigger } from '../../../src/completion/skipReason';
import type { CompleteRequest, StreamEvent } from '../../../src/provider/llm';
import { documentAt } from '../../support/document';
import { ManualClock, settle } from '../../support/manualClock';

const markers = ['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>'];

/** A completer over a model that always answers with `chunks`. */
function completerOver(
  chunks: readonly (string | StreamEvent)[],
  special: readonly string[] = markers,
) {
  const clock = new ManualClock();
  const completer = new Completer({ clock, pause: 60 });
  const requests: CompleteRequest[] = [];
  let read = 0;
  const target: CompletionTarget = {
    llm: {
      baseUrl: 'http://host/v1',
      tokenize: (request) => {
        const id = 'text' in request ? special.indexOf(request.text) : -1;
        const tokens = id === -1 ? [1, 2] : [100 + id];
        return Promise.resolve({ tokens, contextWindow: undefined });
      },
      async *complete(request): AsyncIterable<StreamEvent> {
        requests.push(request);
        for (const chunk of chunks) {
          await Promise.resolve();
          read++;
          yield typeof chunk === 'string' ? { type: 'text-delta', text: chunk } : chunk;
        }
      },
    },
    model: { id: 'm', root: undefined, parent: undefined, contextWindow: undefined },
    contextWindow: 4096,
    maxTokens: 2048,
    temperature: 0,
    extraBody: {},
  };
  const at = async (document: string, trigger: Trigger = 'invoked') => {
    const signal = new AbortController().signal;
    return completer.complete(target, { ...documentAt(document), trigger }, signal);
  };
  return { at, completer, target, clock, requests, read: () => read };
}

describe('ghost text', () => {
  it('ends where words of it are missing', async () => {
    const gap = { type: 'problem', problem: { code: 'bad-chunk', message: 'unreadable' } } as const;
    const { at } = completerOver([gap, 'foo(', gap, ');']);
    expect(await at('x = █')).toMatchObject({ text: 'foo(' });
  });

  it('is not asked for in a secret, nor at its end', async () => {
    const { at, requests } = completerOver(['1;']);
    const token = `ghp_${'a1B2c3'.repeat(6)}`;
    expect(await at(`const t = '${token.slice(0, 20)}█${token.slice(20)}';`)).toBeUndefined();
    expect(await at(`const t = '${token}█';`)).toBeUndefined();
    expect(await at(`const t = '${token.slice(0, 20)}█`)).toBeUndefined();
    const body = `MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ0aZ3kR9qLx7BvT\n`.repeat(4);
    expect(await at(`-----BEGIN PRIVATE KEY-----\n${body}█`)).toBeUndefined();
    expect(requests).toEqual([]);
    expect(await at(`const t = '${token}';\nconst x = █`)).toBeDefined();
  });

  it('never is what stands in the prompt for a secret', async () => {
    const { at } = completerOver(["'[GitHub token left out]';"]);
    expect(await at('const x = █\nlast();')).toBeUndefined();
    expect(await at('const x = █\nlast();')).toBeUndefined();
  });

  it('is asked for with both sides of the cursor, explicit tokens, and ends by id', async () => {
    const { at, requests } = completerOver(['1;']);
    expect(await at('const x = █\nlast();')).toEqual({
      text: '1;',
      method: 'fill-in-the-middle',
      source: 'server',
    });
    expect(requests).toEqual([
      {
        model: 'm',
        prompt: '<|fim_prefix|>const x = <|fim_suffix|>\nlast();<|fim_middle|>',
        maxTokens: 192,
        temperature: 0,
        stop: ['\n\n\n'],
        stopTokenIds: [100, 101, 102],
        extraBody: {},
      },
    ]);
  });

  it('of one line asks for fewer tokens and stops at the line', async () => {
    const { at, requests } = completerOver(['a, b']);
    await at('foo(█)');
    expect(requests[0]).toMatchObject({ maxTokens: 64, stop: ['\n'] });
  });

  it('stops reading as soon as more would not be shown', async () => {
    const { at, read } = completerOver(['1;\n', 'y = 2;\n', 'z = 3;\n']);
    expect(await at('x = █')).toMatchObject({ text: '1;' });
    expect(read()).toBe(1);
  });

  it('ends at a marker that the server let through', async () => {
    const { at } = completerOver(['1;', '<|fim_suffix|>', 'junk']);
    expect(await at('x = █')).toMatchObject({ text: '1;' });
  });

  it('says so when the model sees only what is before the cursor', async () => {
    const { at, requests } = completerOver(['1;'], []);
    expect(await at('x = █\nlast();')).toMatchObject({ method: 'prefix-only' });
    expect(requests[0]?.prompt).toBe('x = ');
  });

  it('typed through, and deleted back to, is not asked for again', async () => {
    const { at, requests } = completerOver(['value;']);
    await at('x = █');
    expect(await at('x = va█')).toMatchObject({ text: 'lue;', source: 'cache' });
    expect(await at('x = █')).toMatchObject({ text: 'value;', source: 'cache' });
    expect(requests).toHaveLength(1);
    await at('x = vo█');
    expect(requests).toHaveLength(2);
  });

  it('is nothing where the model repeats what is there', async () => {
    const { at } = completerOver([')']);
    expect(await at('foo(█)')).toBeUndefined();
  });

  it('waits for a pause in typing, and a key pressed meanwhile asks nothing', async () => {
    const { completer, target, clock, requests } = completerOver(['1;']);
    const controller = new AbortController();
    const query = { ...documentAt('x = █'), trigger: 'automatic' as const };
    const first = completer.complete(target, query, controller.signal);
    await clock.advance(59);
    expect(requests).toHaveLength(0);
    controller.abort();
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    const second = completer.complete(target, query, new AbortController().signal);
    await clock.advance(60);
    await settle();
    expect(await second).toMatchObject({ text: '1;' });
    expect(requests).toHaveLength(1);
  });

  it('asks the tokenizer once for a model, however much is typed', async () => {
    const { at, target } = completerOver(['1;']);
    let asked = 0;
    const { tokenize } = target.llm;
    target.llm.tokenize = (request) => {
      if ('text' in request && request.text === markers[0]) asked++;
      return tokenize(request);
    };
    await at('x = █');
    await at('y = █');
    expect(asked).toBe(1);
  });

  it('says how a model completes without completing anything', async () => {
    const { completer, target, requests } = completerOver(['1;']);
    expect(await completer.method(target)).toBe('fill-in-the-middle');
    const chat = completerOver([], []);
    expect(await chat.completer.method(chat.target)).toBe('prefix-only');
    expect([...requests, ...chat.requests]).toEqual([]);
  });

  it('asks anew at another connection, where another model may have the name', async () => {
    const { completer, target } = completerOver(['1;']);
    expect(await completer.method(target)).toBe('fill-in-the-middle');
    expect(await completer.method(completerOver([], []).target)).toBe('prefix-only');
  });
});
