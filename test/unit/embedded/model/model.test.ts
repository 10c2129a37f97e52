import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildSnapshot } from '../../../../src/embedded/model/buildSnapshot';
import { decode } from '../../../../src/embedded/model/decode';
import type { LanguageModel, Session } from '../../../../src/embedded/model/languageModel';
import { openModel } from '../../../../src/embedded/model/openModel';
import { specialTokens, specialTokenId } from '../../../../src/embedded/model/specialTokens';
import { encodeUtf8 } from '../../../../src/embedded/model/utf8';
import { greedy } from './samplingOptions';

const shop = [
  'export function totalPrice(items: Item[]): number {',
  '  let total = 0;',
  '  for (const item of items) {',
  '    total += item.price * item.quantity;',
  '  }',
  '  return total;',
  '}',
  '',
  'export function findItem(items: Item[], name: string): Item | undefined {',
  '  return items.find((item) => item.name === name);',
  '}',
  '',
].join('\n');

function learn(...texts: string[]): LanguageModel {
  return openModel(buildSnapshot(texts.map((text, index) => ({ path: `${index}.ts`, text }))));
}

function write(model: LanguageModel, session: Session, maxTokens = 60): string {
  const chunks = [...decode(session, { ...greedy, maxTokens }, model)];
  return chunks.map(({ text }) => text).join('');
}

function complete(model: LanguageModel, prompt: string, maxTokens?: number): string {
  return write(model, model.open(model.encode(prompt)), maxTokens);
}

const fillIn = (prefix: string, suffix: string): string =>
  `<|fim_prefix|>${prefix}<|fim_suffix|>${suffix}<|fim_middle|>`;

describe('the vocabulary', () => {
  const model = learn(shop);

  test('carries any string there and back', () => {
    const parts = fc.constantFrom(
      'total',
      ' ',
      '\t',
      '\r\n',
      '\n  ',
      '\ud83d',
      '\ude00',
      '<|im_end|>',
      'é',
      '\0',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(parts).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, (any) => {
        expect(model.decode(model.encode(any))).toBe(any);
      }),
    );
    expect(model.decode(model.encode(shop))).toBe(shop);
  });

  test('gives the special tokens the same ids, whatever was learnt', () => {
    for (const [index, token] of specialTokens.entries()) {
      expect(learn().encode(token)).toEqual([256 + index]);
      expect(model.encode(token)).toEqual([specialTokenId(token)]);
      expect(model.tokenText(256 + index)).toBe(token);
    }
  });

  test('spends one token on a learnt word and bytes on any other', () => {
    expect(model.encode('quantity')).toHaveLength(1);
    expect(model.encode('quality')).toEqual([...encodeUtf8('quality')]);
    expect(model.tokenText(model.encode('quantity')[0] ?? -1)).toBe('quantity');
    expect(model.tokenText(0xc3)).toBe('<0xC3>');
  });

  test('stops at the limit', () => {
    expect(model.encode(shop, 3)).toEqual(model.encode(shop).slice(0, 3));
    expect(model.encode('unknown words', 4)).toHaveLength(4);
    expect(model.encode(shop, 0)).toEqual([]);
  });

  test.each([-1, 1.5, NaN, 1e9])('throws a RangeError for the id %d', (id) => {
    expect(() => model.decode([id])).toThrow(RangeError);
    expect(() => model.decode([model.vocabularySize])).toThrow(RangeError);
  });
});

describe('the model', () => {
  const model = learn(shop);

  test('continues code as the corpus does', () => {
    expect(complete(model, 'export function findItem(items: Item[], ')).toMatch(
      /^name: string\): Item \| undefined \{\n {2}return items\.find/,
    );
  });

  test('ends where the text after the gap begins', () => {
    const [prefix = '', suffix = ''] = shop.split('total += ');
    const after = suffix.slice(suffix.indexOf('\n'));
    expect(complete(model, fillIn(`${prefix}total += `, after))).toBe(
      'item.price * item.quantity;',
    );
  });

  test('completes a half-typed word and does not start it again', () => {
    expect(complete(model, fillIn('    total += item.qua', '\n  }\n'))).toBe('ntity;');
  });

  test('writes the same code at another depth, and with the line ends of the prompt', () => {
    const deep = '      for (const item of items) {\r\n';
    expect(complete(model, deep, 40)).toMatch(
      /^ {8}total \+= item\.price \* item\.quantity;\r\n {6}\}\r\n {6}return total;/,
    );
  });

  test('prefers what stands in the prompt to what stands in the corpus', () => {
    const edited = shop.replace('total += item.price * item.quantity', 'total += item.cost(today)');
    const prompt = `<|file_sep|>edited.ts\n${edited}${fillIn('  for (const item of items) {\n    total += ', '\n  }\n')}`;
    expect(complete(model, prompt)).toBe('item.cost(today);');
  });

  test('proposes a word of the prompt as one token, though the corpus never had it', () => {
    const prompt = 'const zebraCount = 1;\nuse(zebraCount);\nconst other = 2;\nuse(zebra';
    const [first] = model.open(model.encode(prompt)).propose(1);
    expect(first?.bytes).toEqual(encodeUtf8('Count'));
  });

  test('exchanges names as the context does', () => {
    const texts = ['price', 'name', 'stock', 'weight'].map(
      (name) =>
        `class ${name}Box {\n  constructor(${name}) {\n    this.${name} = ${name};\n  }\n}\n`,
    );
    const prefix = 'class Paint {\n  constructor(colour) {\n    this.colour = ';
    expect(complete(learn(...texts), fillIn(prefix, '\n  }\n}\n'))).toBe('colour;');
  });

  test('renames in its output what is renamed in the corpus', () => {
    const names = [
      'totalPrice',
      'findItem',
      'items',
      'item',
      'Item',
      'total',
      'price',
      'quantity',
      'name',
    ];
    const rename = (text: string): string =>
      text.replace(/\b\w+\b/g, (word) => (names.includes(word) ? `x${word}7` : word));
    const renamed = learn(rename(shop));
    for (const prompt of [
      'export function totalPrice(',
      '  for (const item of ',
      '  return items.',
    ]) {
      const written = complete(model, prompt, 30);
      expect(written.length).toBeGreaterThan(10);
      expect(complete(renamed, rename(prompt), 30)).toBe(rename(written));
    }
  });

  test('continues the code of the last user message in a chat, and never its markup', () => {
    const turn = (role: string, content: string): string =>
      `<|im_start|>${role}\n${content}<|im_end|>\n`;
    const chat =
      turn('system', 'You write code.') +
      turn(
        'user',
        'Please complete:\n```ts\nexport function findItem(items: Item[], name\n```\nThank you.',
      ) +
      '<|im_start|>assistant\n';
    const fenceless = `${turn('user', 'export function findItem(items: Item[], name')}<|im_start|>assistant\n`;
    for (const prompt of [chat, fenceless]) {
      const written = complete(model, prompt);
      expect(written).toContain('items.find((item)');
      expect(written).not.toMatch(/<\||im_|```/);
    }
    const started = `${chat}<think>\nhm\n</think>\n\nexport function totalPrice(items: Item[])`;
    expect(complete(model, started)).toMatch(/^: number \{\n {2}let total = 0;/);
  });
});

describe('inside brackets that the editor has closed', () => {
  const model = learn(
    [
      'function pick(readings: Reading[], kind: Kind): Reading[] {',
      '  return readings.filter((reading) => reading.kind === kind);',
      '}',
      'function tell(plan: Plan): void {',
      '  lines.push(`water ${plan.zone} for ${plan.minutes.toFixed(0)} min`);',
      "  store.note(plan.zone.get('moisture'));",
      '}',
      '',
    ].join('\n'),
  );
  const line = (prefix: string, suffix: string): string => {
    const session = model.open(model.encode(fillIn(prefix, suffix)));
    const chunks = [...decode(session, { ...greedy, maxTokens: 60, stop: ['\n'] }, model)];
    return chunks.map(({ text }) => text).join('');
  };

  test.each([
    ['  return readings.filter(', ')\n', '(reading) => reading.kind === kind'],
    ['  lines.push(', ')\n', '`water ${plan.zone} for ${plan.minutes.toFixed(0)} min`'],
    ['  lines.push(`', '`)\n', 'water ${plan.zone} for ${plan.minutes.toFixed(0)} min'],
    ['  lines.push(`water ${', '}`)\n', 'plan.zone'],
    ['  store.note(', ')\n', "plan.zone.get('moisture')"],
    ["  store.note(plan.zone.get('", "'))\n", 'moisture'],
  ])('%j and %j enclose what stood there', (prefix, suffix, expected) => {
    expect(line(prefix, suffix)).toBe(expected);
  });
});

describe('a model that knows nothing', () => {
  const nothing = learn();

  test.each(['', 'def parse(line)', 'hello', 'a b', fillIn('', ''), fillIn('x', 'y')])(
    'proposes nothing after %j',
    (prompt) => {
      const session = nothing.open(nothing.encode(prompt));
      expect(session.propose(10)).toEqual([]);
      expect(write(nothing, session)).toBe('');
    },
  );

  test('still repeats what the prompt repeats', () => {
    const prompt = 'alpha(beta, gamma);\nalpha(beta, gamma);\nalpha(';
    expect(complete(nothing, prompt, 5)).toBe('beta, gamma)');
  });
});

describe('a session', () => {
  const model = learn(shop);

  test('offers probabilities that sum to at most 1, most probable first', () => {
    for (const prompt of [
      'export function ',
      'const ite',
      '  return total',
      fillIn('let t', ';\n'),
    ]) {
      const candidates = model.open(model.encode(prompt)).propose(20);
      const logprobs = candidates.map(({ logprob }) => logprob);
      expect(logprobs).toEqual([...logprobs].sort((a, b) => b - a));
      expect(logprobs.reduce((sum, logprob) => sum + Math.exp(logprob), 0)).toBeLessThan(1 + 1e-9);
      expect(candidates.length).toBeGreaterThan(0);
    }
  });

  test('reads text that arrives in any pieces as if it had stood in the prompt', () => {
    const text = '  for (const item of items) {\n    total += item.price * ite';
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: text.length }),
        fc.integer({ min: 1, max: 9 }),
        (from, step) => {
          const session = model.open(model.encode(text.slice(0, from)));
          for (let at = from; at < text.length; at += step) {
            session.accept(encodeUtf8(text.slice(at, at + step)));
          }
          expect(write(model, session, 20)).toMatch(/^m\.quantity;\n {2}\}\n {2}return total;/);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('goes its own way once forked', () => {
    const session = model.open(model.encode('  for (const item of '));
    const fork = session.fork();
    fork.accept(encodeUtf8('shelf) {\n'));
    expect(write(model, session, 4)).toBe('items) {');
    expect(write(model, fork, 2)).not.toContain('items');
  });

  test('takes a proposal the same way before and after it was forked', () => {
    const session = model.open(model.encode('  for (const ite'));
    for (const { bytes } of session.propose(5)) {
      const [early, late] = [session.fork(), session.fork()];
      early.accept(bytes);
      const fork = early.fork();
      late.accept(bytes);
      expect(fork.propose(9)).toEqual(late.propose(9));
    }
    const [first] = session.propose(1);
    const fork = session.fork();
    for (const each of [session, fork]) each.accept(first?.bytes ?? new Uint8Array());
    expect(fork.propose(9)).toEqual(session.propose(9));
  });

  test('weighs the bytes that its candidates begin with above all others', () => {
    const session = model.open(model.encode('  let total = 0;\n  for (const item of '));
    const weights = session.byteWeights();
    expect(weights).toHaveLength(256);
    expect(weights.indexOf(Math.max(...weights))).toBe('i'.charCodeAt(0));
    expect(weights.every((weight) => weight > 0)).toBe(true);
  });
});

test('a snapshot sent as a message opens to the same model', () => {
  const snapshot = buildSnapshot([{ path: 'a.ts', text: shop }]);
  const prompt = 'export function findItem(';
  expect(complete(openModel(structuredClone(snapshot)), prompt)).toBe(
    complete(openModel(snapshot), prompt),
  );
  expect(snapshot).toMatchObject({ fileCount: 1, byteCount: shop.length });
});
