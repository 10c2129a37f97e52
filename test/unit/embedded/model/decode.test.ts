import { describe, expect, test } from 'vitest';
import { decode } from '../../../../src/embedded/model/decode';
import type {
  DecodedChunk,
  DecodingEnd,
  SamplingOptions,
  Session,
} from '../../../../src/embedded/model/languageModel';
import { greedy } from './samplingOptions';
import { says, scriptedSession, wordModel } from './scriptedSession';
import type { Proposal } from './scriptedSession';

const model = wordModel(['foo', 'bar', '\n']);

interface Decoded extends DecodingEnd {
  readonly text: string;
  readonly chunks: readonly DecodedChunk[];
}

function run(session: Session, options: Partial<SamplingOptions> = {}): Decoded {
  const chunks: DecodedChunk[] = [];
  const generator = decode(session, { ...greedy, ...options }, model);
  for (;;) {
    const result = generator.next();
    if (result.done === true) {
      return { ...result.value, chunks, text: chunks.map(({ text }) => text).join('') };
    }
    chunks.push(result.value);
  }
}

const runScript = (script: readonly Proposal[], options?: Partial<SamplingOptions>): Decoded =>
  run(scriptedSession(script), options);

describe('decoding', () => {
  test('yields one chunk for each token, and one for the end', () => {
    const { chunks, ...end } = runScript(says('foo', '(', ')'));
    expect(chunks.map(({ text }) => text)).toEqual(['foo', '(', ')', '']);
    expect(chunks.every(({ tokenCount }) => tokenCount === 1)).toBe(true);
    expect(end).toMatchObject({ finishReason: 'stop', stopReason: null });
  });

  test('ends at the limit for its length', () => {
    expect(runScript(says('a', 'b', 'c'), { maxTokens: 2 })).toMatchObject({
      text: 'ab',
      finishReason: 'length',
      stopReason: null,
    });
    expect(runScript(says('a'), { maxTokens: 0 })).toMatchObject({
      text: '',
      finishReason: 'length',
    });
  });

  test.each([
    ['in one token', ['a', 'xSTOPy'], 'ax'],
    ['over several tokens', ['a', 'S', 'T', 'O', 'P', 'b'], 'a'],
    ['after a false start', ['aST', 'ST', 'OP'], 'aST'],
  ])('cuts the text at a stop string %s', (_, tokens, text) => {
    const stopped = { finishReason: 'stop', stopReason: 'STOP' };
    expect(runScript(says(...tokens), { stop: ['never', 'STOP'] })).toMatchObject({
      text,
      ...stopped,
    });
    const shown = { stop: ['STOP'], includeStopInOutput: true };
    expect(runScript(says(...tokens), shown)).toMatchObject({ text: `${text}STOP`, ...stopped });
  });

  test('holds back only what may become a stop string, and lets it go at the end', () => {
    const { chunks } = runScript(says('a', 'S', 'T', 'x', 'ST'), { stop: ['STOP'] });
    expect(chunks.map(({ text }) => text)).toEqual(['a', '', '', 'STx', '', 'ST']);
  });

  test('releases what it held back when the limit cuts the text', () => {
    expect(runScript(says('a', 'ST'), { stop: ['STOP'], maxTokens: 2 }).text).toBe('aST');
  });

  test('stops at a stop token, shown only where stops are', () => {
    const script = says('a', 'bar', 'b');
    expect(runScript(script, { stopTokenIds: [301] })).toMatchObject({
      text: 'a',
      stopReason: 301,
    });
    expect(runScript(script, { stopTokenIds: [301], includeStopInOutput: true }).text).toBe('abar');
    expect(runScript(script, { stopTokenIds: [98] })).toMatchObject({
      text: 'abar',
      stopReason: 98,
    });
  });

  test('neither ends nor stops before the minimum', () => {
    const script: Proposal[] = [
      [
        [null, 0.9],
        ['foo', 0.1],
      ],
      [
        ['bar', 0.9],
        ['foo', 0.1],
      ],
      [['!', 0.9]],
    ];
    const options = { minTokens: 2, stop: ['foo'], stopTokenIds: [301] };
    expect(runScript(script, options)).toMatchObject({ text: 'foofoo!', stopReason: null });
  });

  test('writes bytes past the end where the end is ignored', () => {
    const { text, finishReason } = runScript(says('foo'), { ignoreEnd: true, maxTokens: 5 });
    expect(text).toHaveLength('foo'.length + 4);
    expect(finishReason).toBe('length');
  });

  test('withholds a character until its last byte is written', () => {
    const [first, ...rest] = new TextEncoder().encode('é');
    const { chunks } = runScript(says(Uint8Array.of(first ?? 0), Uint8Array.from(rest), 'x'));
    expect(chunks.map(({ text }) => text)).toEqual(['', 'é', 'x', '']);
    expect(runScript(says('x', Uint8Array.of(0xc3))).text).toBe('x\ufffd');
  });
});

describe('sampling', () => {
  const coin: Proposal[] = Array.from({ length: 2000 }, () => [
    ['a', 0.7],
    ['b', 0.2],
    ['c', 0.1],
  ]);
  const draw = (options: Partial<SamplingOptions>): string =>
    runScript(coin, { maxTokens: 2000, temperature: 1, ...options }).text;
  const share = (text: string, letter: string): number => text.split(letter).length - 1;

  test('writes the same text for the same seed and another for another', () => {
    expect(draw({ seed: 7 })).toBe(draw({ seed: 7 }));
    expect(draw({ seed: 7 })).not.toBe(draw({ seed: 8 }));
  });

  test('follows the probabilities, flattened by a high temperature and sharpened by a low one', () => {
    expect(share(draw({}), 'a') / 2000).toBeCloseTo(0.7, 1);
    expect(share(draw({ temperature: 2 }), 'a')).toBeLessThan(share(draw({}), 'a'));
    expect(share(draw({ temperature: 0.3 }), 'a')).toBeGreaterThan(share(draw({}), 'a'));
    expect(draw({ temperature: 0 })).toBe('a'.repeat(2000));
  });

  test('draws only from the smallest set that holds top-p of the probability', () => {
    expect(draw({ topP: 0.6 })).toBe('a'.repeat(2000));
    expect(share(draw({ topP: 0.8 }), 'c')).toBe(0);
    expect(share(draw({ topP: 0.8 }), 'b')).toBeGreaterThan(0);
  });

  test('reports the probabilities of the model, whatever the temperature', () => {
    const { chunks } = runScript(coin, { maxTokens: 1, temperature: 0.01, logprobs: 2 });
    expect(chunks[0]?.logprobs).toEqual([
      {
        token: 'a',
        bytes: [97],
        logprob: Math.log(0.7),
        top: [
          { token: 'a', logprob: Math.log(0.7) },
          { token: 'b', logprob: Math.log(0.2) },
        ],
      },
    ]);
    expect(runScript(coin, { maxTokens: 1, logprobs: 0 }).chunks[0]?.logprobs[0]?.top).toEqual([]);
    expect(runScript(coin, { maxTokens: 1 }).chunks[0]?.logprobs).toEqual([]);
  });

  test('counts and names the token that ends the text', () => {
    const { chunks } = runScript([], { logprobs: 1 });
    expect(chunks.flatMap(({ logprobs }) => logprobs.map(({ token }) => token))).toEqual([
      '<|endoftext|>',
    ]);
  });
});
