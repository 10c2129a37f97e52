/** Sampling parameters are refused in vLLM's words. */
import { describe, expect, it } from 'vitest';
import { checkLogprobs } from '../../../../src/embedded/api/samplingOptions';
import { plainEngine } from '../../../../src/embedded/emulation/emulation';
import { defaultFlags } from '../../../../src/embedded/emulation/serverFlags';
import { buildSnapshot } from '../../../../src/embedded/model/buildSnapshot';
import { openModel } from '../../../../src/embedded/model/openModel';

const { maxLogprobs } = defaultFlags;
const model = openModel(buildSnapshot([{ path: 'a.ts', text: 'const a = 1;' }]));

describe('log-probabilities', () => {
  it.each([undefined, 0, maxLogprobs])('may be asked for: %s', (requested) => {
    expect(() => {
      checkLogprobs(requested, { model, most: maxLogprobs, emulation: plainEngine });
    }).not.toThrow();
  });

  it.each([
    [maxLogprobs + 1, maxLogprobs + 1],
    [-1, model.vocabularySize],
  ])('of %i are refused as %i', (requested, told) => {
    expect(() => {
      checkLogprobs(requested, { model, most: maxLogprobs, emulation: plainEngine });
    }).toThrow(`Requested sample logprobs of ${told}, which is greater than max allowed: 20`);
  });
});
