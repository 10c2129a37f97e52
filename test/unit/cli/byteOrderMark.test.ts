/** One rule for every file that a person names: a byte order mark is none of its characters. */
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createFiles } from '../../../src/cli/files';
import { readConstraintArgument } from '../../../src/cli/generate/constraintArgument';
import { grammar } from '../../../src/cli/grammar/grammar';
import { commandContext } from '../../support/commandLine';

const mark = '\ufeff';
const none = {
  regex: undefined,
  choice: [],
  'json-schema': undefined,
  grammar: undefined,
  'structural-tag': undefined,
};

it('is left out of what is read, once, and kept for whoever tells of it', async () => {
  const read = () => createFiles(Readable.from([Buffer.from(`${mark}${mark}a`)]));
  expect(await read().readText('-')).toBe(`${mark}a`);
  expect(await read().readMarkedText('-')).toBe(`${mark}${mark}a`);
});

describe('a shape with a mark in front', () => {
  it.each([
    ['grammar', 'root ::= "a"', { kind: 'grammar', source: 'root ::= "a"' }],
    [
      'structural-tag',
      '{"triggers": ["<"], "tags": [{"begin": "<a>", "schema": {}, "end": "</a>"}]}',
      { kind: 'structuralTag' },
    ],
  ] as const)('is sent without it: %s', async (option, text, constraint) => {
    const { context } = commandContext({ files: { f: mark + text } });
    const asked = await readConstraintArgument({ ...none, [option]: 'f' }, context.files);
    expect(asked).toMatchObject({ constraint, problems: [] });
  });

  it('is a sound grammar, of which the mark is told', async () => {
    const { context, stdout } = commandContext({
      files: { f: `${mark}root ::= "a"` },
      verify: () => ({ match: 'legal-prefix' }),
    });
    expect(await grammar.run(['lint', 'f'], context)).toBe('ok');
    expect(stdout()).toBe(
      'f:1:1: warning: the file begins with a byte order mark, which servers refuse; it is left out here\n',
    );
  });

  it.each([`${mark}${mark}root ::= "a"`, `root ::= "a"\n${mark}b ::= "b"`])(
    'is refused where a second one stands, as servers refuse it: %j',
    async (text) => {
      const { context } = commandContext({ files: { f: text } });
      expect(await grammar.run(['lint', 'f'], context)).toBe('usage');
    },
  );
});
