import { describe, expect, it } from 'vitest';
import { extractCode, type ExtractedCode } from '../../../src/refactor/extract';

const code = 'if (a) {\n  b();\n}';

const answers: readonly (readonly [string, string, ExtractedCode])[] = [
  ['a fenced block', '```ts\n' + code + '\n```', { code, block: 'closed' }],
  [
    'a block between talk',
    `Sure! Here it is:\n\n\`\`\`ts\n${code}\n\`\`\`\n\nIt is shorter.`,
    { code, block: 'closed' },
  ],
  ['the first of two blocks', '```\na\n```\nor\n```\nb\n```', { code: 'a', block: 'closed' }],
  ['a block cut by the limit', '```ts\nif (a) {', { code: 'if (a) {', block: 'open' }],
  ['a block without content', '```ts\n```', { code: '', block: 'closed' }],
  ['a fence alone', '```', { code: '', block: 'open' }],
  ['tildes', `~~~\n${code}\n~~~`, { code, block: 'closed' }],
  ['code without a fence', `\n${code}\n`, { code, block: 'none' }],
  ['nothing', '', { code: '', block: 'none' }],
  ['blank lines', ' \n\n', { code: '', block: 'none' }],
  ['CRLF line ends', '```ts\r\na\r\nb\r\n```\r\n', { code: 'a\nb', block: 'closed' }],
  [
    'an indented block',
    '1. So:\n   ```\n   a\n     b\n   ```',
    { code: 'a\n  b', block: 'closed' },
  ],
  [
    'indentation of the code',
    '```\n    a\n      b\n```',
    { code: '    a\n      b', block: 'closed' },
  ],
  ['blank lines inside', '```\na\n\n  \nb\n```', { code: 'a\n\n  \nb', block: 'closed' }],
  ['spaces at the end of a line', '```\na  \n```', { code: 'a  ', block: 'closed' }],
  ['backticks in a line', '```\nconst a = `b`;\n```', { code: 'const a = `b`;', block: 'closed' }],
  [
    'a block inside a comment',
    '```ts\n/**\n * ```ts\n * a\n * ```\n */\nb\n```',
    { code: '/**\n * ```ts\n * a\n * ```\n */\nb', block: 'closed' },
  ],
  [
    'Markdown with a block in it',
    '```md\n# a\n```ts\nb\n```\nc\n```',
    { code: '# a\n```ts\nb\n```\nc', block: 'closed' },
  ],
];

describe('the code of an answer', () => {
  it.each(answers)('is found in %s', (_, answer, extracted) => {
    expect(extractCode(answer, code)).toEqual(extracted);
  });
});

describe('the answer to a selection with fences of its own', () => {
  const selected = '# a\n\n```ts\nb\n```\n';
  const changed = '# A\n\n```ts\nB\n```';

  it.each<readonly [string, string, string]>([
    ['a longer fence', `Here:\n\n\`\`\`\`md\n${changed}\n\`\`\`\`\n`, changed],
    ['no fence around it', changed, changed],
    ['a fence of the same length around it', `\`\`\`md\n${changed}\n\`\`\``, changed],
  ])('is found in %s', (_, answer, expected) => {
    expect(extractCode(answer, selected).code).toBe(expected);
  });

  it('is the whole answer where the selection begins with a fence, too', () => {
    const bare = '```ts\nB\n```\nC';
    expect(extractCode(bare, '```ts\nb\n```\nc')).toEqual({ code: bare, block: 'none' });
  });
});
