import { describe, expect, it } from 'vitest';
import { detectFamily } from '../../../src/completion/detectFamily';
import { families, breakMarkers } from '../../../src/completion/families';
import { ProviderError } from '../../../src/provider/errors';
import type { ModelCard } from '../../../src/provider/llm';

const named = (id: string, root?: string): ModelCard => ({
  id,
  root,
  parent: undefined,
  contextWindow: undefined,
});

/** A tokenizer that knows the given special tokens, numbered from 100, and bytes otherwise. */
function tokenizerWith(...special: readonly string[]) {
  return (text: string) => {
    const index = special.indexOf(text);
    const tokens = index === -1 ? [...Buffer.from(text)] : [100 + index];
    return Promise.resolve({ tokens, contextWindow: undefined });
  };
}

const unavailable = () => Promise.reject(new ProviderError('not-found', 'Not Found'));

describe('the family of a model', () => {
  it.each(families.map((family) => [family.name, family] as const))(
    '%s is known by its markers, whatever the model is called',
    async (name, family) => {
      const profile = await detectFamily(named('house-model'), tokenizerWith(...family.markers));
      expect(profile?.family.name).toBe(name);
      expect(profile?.evidence).toBe('tokenizer');
    },
  );

  it('is not believed from a name when the tokenizer has no such tokens', async () => {
    expect(await detectFamily(named('qwen2.5-coder'), tokenizerWith())).toBeUndefined();
  });

  it('is none when only some markers are single tokens', async () => {
    const tokenize = tokenizerWith('<|fim_prefix|>', '<|fim_suffix|>');
    expect(await detectFamily(named('x'), tokenize)).toBeUndefined();
  });

  it('stops at markers and terminators by id', async () => {
    const tokenize = tokenizerWith(
      '<|fim_prefix|>',
      '<|fim_suffix|>',
      '<|fim_middle|>',
      '<|endoftext|>',
    );
    const profile = await detectFamily(named('x'), tokenize);
    expect(profile?.stopTokenIds).toEqual([100, 101, 102, 103]);
  });

  it.each([
    ['Qwen/Qwen2.5-Coder-7B', 'qwen'],
    ['Qwen3-Coder-30B-A3B', 'qwen'],
    ['bigcode/starcoder2-15b', 'starcoder'],
    ['deepseek-coder-6.7b', 'deepseek'],
    ['mistralai/Codestral-22B-v0.1', 'codestral'],
  ])('of %s is %s by name where there is no tokenizer route', async (id, family) => {
    const profile = await detectFamily(named(id), unavailable);
    expect(profile).toMatchObject({ evidence: 'name', family: { name: family } });
  });

  it('is found by the path of the weights when the served name says nothing', async () => {
    const profile = await detectFamily(named('coder', '/models/starcoder2-3b'), unavailable);
    expect(profile?.family.name).toBe('starcoder');
  });

  it('stays unknown while the server cannot be reached', async () => {
    const down = () => Promise.reject(new ProviderError('unreachable', 'ECONNREFUSED'));
    await expect(detectFamily(named('qwen2.5-coder'), down)).rejects.toThrow('ECONNREFUSED');
  });
});

it.each(families.map((family) => [family.name, family] as const))(
  'code that contains markers cannot end the prompt of %s early',
  (_name, family) => {
    const code = `const marker = '${family.markers.join('')}${family.terminators.join('')}';`;
    const prompt = family.prompt({
      prefix: breakMarkers(code, family),
      suffix: breakMarkers(code, family),
    });
    for (const marker of family.markers) expect(prompt.split(marker)).toHaveLength(2);
    for (const terminator of family.terminators) expect(prompt).not.toContain(terminator);
  },
);
