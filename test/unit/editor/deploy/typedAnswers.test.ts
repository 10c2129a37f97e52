import { describe, expect, it } from 'vitest';
import {
  gigabytes,
  problemWithModel,
  problemWithNumber,
  tokens,
  wholeNumber,
} from '../../../../src/editor/deploy/typedAnswers';

describe('a model that is typed', () => {
  it.each([
    'Qwen/Qwen2.5-Coder-7B-Instruct',
    ' qwen2.5-coder-7b-instruct ',
    '/srv/models/coder/config.json',
    'C:\\models\\coder\\config.json',
  ])('%j is one', (text) => {
    expect(problemWithModel(text)).toBeUndefined();
  });

  it.each(['', '  ', 'a-model-of-mine', 'models/coder/config.json', '/srv/models/coder'])(
    '%j is none',
    (text) => {
      expect(problemWithModel(text)).toMatch(/config\.json/);
    },
  );
});

describe('a number that is typed', () => {
  it.each([
    ['4', wholeNumber],
    [' 1024 ', wholeNumber],
    ['24', gigabytes],
    ['47.5', gigabytes],
    ['32768', tokens],
  ])('%j is one', (text, rule) => {
    expect(problemWithNumber(text, rule)).toBeUndefined();
  });

  it.each([
    ['', wholeNumber],
    ['0', wholeNumber],
    ['1.5', wholeNumber],
    ['1025', wholeNumber],
    ['1e3', gigabytes],
    ['0.5', gigabytes],
    ['-24', gigabytes],
    ['512', tokens],
  ])('%j is refused with what is expected', (text, rule) => {
    expect(problemWithNumber(text, rule)).toBe(rule.words);
  });
});
