import { describe, expect, it } from 'vitest';
import { parseOptionName, quoteIfShort, quotePath } from '../../../src/base/quoting';

const keys = [
  'sk-vllm-R4tQ9z',
  'hunter22pwxx',
  'R4tQ9zX7',
  'correct-horse-battery',
  'a'.repeat(40),
  '12345678901234567890',
  'sk-Zq7w/92+xQzbT4hV1',
  'eyJhbGci.eyJzdWIi.SflKxwRJSMeKKF2QT4',
];

describe('an error', () => {
  it.each(keys)('does not quote %s', (key) => {
    expect(quoteIfShort(key)).toBe('what was given');
    expect(quotePath(key, () => false)).not.toContain(/\d/.test(key) ? key.slice(4) : '\0');
    for (const argument of [
      `-${key}`,
      `--api_key:${key}`,
      `--api-key=${key}`,
      ...(/\d/.test(key) ? [`--${key}`] : []),
    ]) {
      expect(parseOptionName(argument) ?? '').not.toContain(key);
    }
  });

  it.each(['', 'x', '1.5', '-17', '1,000', 'brew', 'load-all', '0x1', 'Infinity'])(
    'quotes “%s”, which is short and plain',
    (text) => expect(quoteIfShort(text)).toBe(`“${text}”`),
  );

  it.each([
    ['--nope', '--nope'],
    ['-x', '-x'],
    ['--max_tokens=3', '--max_tokens'],
    ['--toString', '--toString'],
    ['--api_key:hunter22', '--api_key'],
    ['-khunter', undefined],
    ['--R4tQ9z', undefined],
  ])('tells of %s the name alone: %s', (argument, name) => {
    expect(parseOptionName(argument)).toBe(name);
  });

  it.each([
    'nowhere.gbnf',
    'README',
    'prompts/2026-11-30-long.md',
    '/srv/models/qwen3-coder-30b',
    '.env2024.json',
  ])('names the path %s', (path) => {
    expect(quotePath(path, (folder) => folder === '/srv/models/')).toBe(path);
  });
});
