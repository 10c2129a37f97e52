import { describe, expect, test } from 'vitest';
import { buildSnapshot } from '../../../../src/embedded/model/buildSnapshot';
import { decode } from '../../../../src/embedded/model/decode';
import type {
  DecodingConstraint,
  LanguageModel,
  SamplingOptions,
} from '../../../../src/embedded/model/languageModel';
import { openModel } from '../../../../src/embedded/model/openModel';
import { choiceConstraint, jsonConstraint } from './jsonConstraint';
import { greedy } from './samplingOptions';

const nothing = openModel(buildSnapshot([]));
const json = openModel(
  buildSnapshot([
    { path: 'a.json', text: '{"name": "ada", "age": 36}\n' },
    { path: 'b.json', text: '{"name": "grace", "age": 85}\n' },
  ]),
);

function write(
  model: LanguageModel,
  constraint: DecodingConstraint,
  options: Partial<SamplingOptions> & { readonly prompt?: string } = {},
): { readonly text: string; readonly finishReason: string } {
  const session = model.open(model.encode(options.prompt ?? ''));
  const generator = decode(session, { ...greedy, maxTokens: 400, ...options }, model, constraint);
  let text = '';
  for (;;) {
    const result = generator.next();
    if (result.done === true) return { text, finishReason: result.value.finishReason };
    text += result.value.text;
  }
}

const seeds = Array.from({ length: 60 }, (_, seed) => seed);

describe('decoding under a constraint', () => {
  test('writes JSON that ends by itself from an empty corpus, greedily and at any seed', () => {
    const texts = seeds.map((seed) =>
      write(nothing, jsonConstraint(), { seed, temperature: seed === 0 ? 0 : 1 }),
    );
    for (const { text, finishReason } of texts) {
      expect(finishReason).toBe('stop');
      expect(() => JSON.parse(text) as unknown).not.toThrow();
      expect(text).not.toMatch(/\s{4}/);
    }
    expect(new Set(texts.map(({ text }) => text)).size).toBeGreaterThan(20);
  });

  test('writes what the corpus has where the constraint lets it', () => {
    const { text } = write(json, jsonConstraint());
    expect(Object.keys(JSON.parse(text) as object)).toEqual(['name', 'age']);
  });

  test('does not loop for ever where the constraint keeps the model from ending', () => {
    for (const seed of seeds.slice(0, 20)) {
      const options = { seed, temperature: seed === 0 ? 0 : 1, prompt: '["age", ' };
      const { text, finishReason } = write(json, jsonConstraint(), options);
      expect(finishReason).toBe('stop');
      expect(() => JSON.parse(text) as unknown).not.toThrow();
    }
  });

  test('tries the proposals in order and falls back to bytes where none fits', () => {
    const choice = choiceConstraint(['"nobody"', '"grace"']);
    expect(write(json, choice, { prompt: '{"name": ' }).text).toBe('"grace"');
    expect(write(json, choiceConstraint(['zz']), { prompt: '{"name": ' }).text).toBe('zz');
  });

  test('never ends before the text is complete but at the limit', () => {
    for (const seed of seeds) {
      const texts = ['alpha', 'beta beta', 'gamma!'];
      const options = { seed, temperature: 1, prompt: '{"name": "ada"}' };
      const { text, finishReason } = write(json, choiceConstraint(texts), options);
      expect(texts).toContain(text);
      expect(finishReason).toBe('stop');
    }
    const cut = write(nothing, choiceConstraint(['abcdef']), { maxTokens: 3 });
    expect(cut).toEqual({ text: 'abc', finishReason: 'length' });
  });

  test('ends a complete text rather than pad it with white space', () => {
    const padded: DecodingConstraint = {
      accept: (bytes) => [...bytes].every((byte) => byte === 0x20),
      allowedBytes: () => Array.from({ length: 256 }, (_, byte) => byte === 0x20),
      canEnd: () => true,
    };
    expect(write(nothing, padded)).toEqual({ text: '', finishReason: 'stop' });
  });

  test('writes on past a complete text until the minimum, if there is anything to write', () => {
    expect(write(nothing, choiceConstraint(['a', 'aaaa']), { minTokens: 3 }).text).toBe('aaaa');
    expect(write(nothing, choiceConstraint(['a']), { minTokens: 3 }).text).toBe('a');
  });

  test('throws where the constraint can neither go on nor end', () => {
    const dead: DecodingConstraint = {
      accept: () => false,
      allowedBytes: () => new Array<boolean>(256).fill(false),
      canEnd: () => false,
    };
    expect(() => write(nothing, dead)).toThrow('neither a byte nor an end');
  });
});
