import { describe, expect, it } from 'vitest';
import { Emitter } from '../../../../src/base/emitter';
import type { CompletionTarget, CompletionMethod } from '../../../../src/completion/completer';
import { MethodInUse } from '../../../../src/editor/inline/methodInUse';
import { settle } from '../../../support/manualClock';

/** A model of a connection of its own; `tokenize` is never called, since `methodOf` is scripted. */
function targetOf(id: string, llm: CompletionTarget['llm'] = connection()): CompletionTarget {
  const model = { id, root: undefined, parent: undefined, contextWindow: undefined };
  return { llm, model, contextWindow: undefined, maxTokens: 8, temperature: 0, extraBody: {} };
}

function connection(): CompletionTarget['llm'] {
  const unused = (): never => {
    throw new Error('nothing is asked here');
  };
  return { baseUrl: 'http://gpu/v1', complete: unused, tokenize: unused };
}

/** What is in use changes by `use`; what its tokenizer says comes by `answer`. */
function inUse() {
  let target: CompletionTarget | undefined;
  const changed = new Emitter<void>();
  const asked: { target: CompletionTarget; answer: (method: CompletionMethod | Error) => void }[] =
    [];
  const method = new MethodInUse({
    target: () => target,
    onDidChangeTarget: changed.event,
    methodOf: (of) =>
      new Promise((resolve, reject) => {
        asked.push({
          target: of,
          answer: (said) => (said instanceof Error ? reject(said) : resolve(said)),
        });
      }),
  });
  const heard: (CompletionMethod | undefined)[] = [];
  method.onDidChange(() => heard.push(method.current));
  return {
    method,
    asked,
    heard,
    use: (next: CompletionTarget | undefined) => {
      target = next;
      changed.fire();
    },
    answer: async (at: number, said: CompletionMethod | Error) => {
      asked[at]?.answer(said);
      await settle();
    },
  };
}

describe('how the model in use completes', () => {
  it('is asked as soon as it is in use, and known before anything is completed', async () => {
    const { method, use, answer } = inUse();
    use(targetOf('chat'));
    expect(method.current).toBeUndefined();
    await answer(0, 'prefix-only');
    expect(method.current).toBe('prefix-only');
  });

  it('is forgotten with the model, and asked of the next one', async () => {
    const { method, use, answer, heard } = inUse();
    use(targetOf('chat'));
    await answer(0, 'prefix-only');
    use(targetOf('coder'));
    expect(method.current).toBeUndefined();
    await answer(1, 'fill-in-the-middle');
    expect(heard).toEqual(['prefix-only', undefined, 'fill-in-the-middle']);
  });

  it('is forgotten with the connection, though the name is the same', async () => {
    const { method, use, answer } = inUse();
    use(targetOf('coder'));
    await answer(0, 'prefix-only');
    use(undefined);
    expect(method.current).toBeUndefined();
    use(targetOf('coder'));
    await answer(1, 'fill-in-the-middle');
    expect(method.current).toBe('fill-in-the-middle');
  });

  it('is not what a model says that was in use before', async () => {
    const { method, use, answer } = inUse();
    use(targetOf('chat'));
    use(targetOf('coder'));
    await answer(1, 'fill-in-the-middle');
    await answer(0, 'prefix-only');
    method.learn(targetOf('chat'), 'prefix-only');
    expect(method.current).toBe('fill-in-the-middle');
  });

  it('is asked once for one model of one connection, whatever else changes', () => {
    const { use, asked } = inUse();
    const llm = connection();
    use(targetOf('coder', llm));
    use(targetOf('coder', llm));
    use(targetOf('style', llm));
    expect(asked.map(({ target }) => target.model.id)).toEqual(['coder', 'style']);
  });

  it('is learned from a completion where the tokenizer could not be asked', async () => {
    const { method, use, answer } = inUse();
    const llm = connection();
    use(targetOf('coder', llm));
    await answer(0, new Error('busy'));
    expect(method.current).toBeUndefined();
    method.learn(targetOf('coder', llm), 'prefix-only');
    expect(method.current).toBe('prefix-only');
  });
});
