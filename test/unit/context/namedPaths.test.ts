import { describe, expect, it } from 'vitest';
import { namedPaths } from '../../../src/context/namedPaths';
import { expectLinearTime } from '../../support/growth';

describe('the paths that a document’s address names', () => {
  it.each([
    ['its own', '/code/a.ts', '', ['/code/a.ts']],
    ['a name alone', '.env', '', ['.env']],
    ['none twice', '/code/.env', '{"path":"/code/.env","ref":"~"}', ['/code/.env']],
    [
      'the old one of a rename',
      '/b.txt',
      '{"path":"/code/.env","ref":"HEAD"}',
      ['/b.txt', '/code/.env'],
    ],
    ['one deep inside', '/x', '{"left":{"fsPath":"/c/.env"}}', ['/x', '/c/.env']],
    ['an address', '/x', '{"uri":"file:///c/%2Eenv?q"}', ['/x', '/c/.env']],
    ['several', '/x', '{"files":["/a","/b"]}', ['/x', '/a', '/b']],
    ['a form', '/x', 'ref=1&path=%2Fc%2F.env', ['/x', 'ref', '1', 'path', '/c/.env']],
    ['text', '/x', '"/c/.env"', ['/x', '/c/.env']],
    ['what cannot be decoded', '/x', 'a%', ['/x', 'a%']],
  ])('are %s', (_what, path, query, expected) => {
    expect(namedPaths({ path, query })).toEqual(expected);
  });

  it.each([
    ['many members', (size: number) => 'a=&'.repeat(size)],
    ['what opens without end', (size: number) => '{"path":'.repeat(size)],
    ['what nests', (size: number) => `${'{"path":'.repeat(size)}1${'}'.repeat(size)}`],
    ['a list', (size: number) => `[${'"/a",'.repeat(size)}"/b"]`],
  ])('are found in time in proportion to the query, be it of %s', async (_what, input) => {
    await expectLinearTime({ input, work: (query) => namedPaths({ path: '/x', query }) });
  });
});
