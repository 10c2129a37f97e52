import { describe, expect, it } from 'vitest';
import { exclusionByName } from '../../../src/context/exclude';
import { pathsInAddress } from '../../../src/context/pathsInAddress';
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
    expect(pathsInAddress({ path, query })).toEqual(expected);
  });

  it.each([
    ['/x', '{"ref":"HEAD:.env"}'],
    ['/x', 'HEAD:config/.env'],
    ['/x', '{"ref":"stash@{0}","f":".env"}'],
    ['/x', `${'{"a":'.repeat(9)}{"path":"/c/.env"}${'}'.repeat(9)}`],
    ['/x', '{"encoded":"%2Fc%2F.env"}'],
    ['/x', 'file:///c/.env?y=1'],
    ['/x', JSON.stringify(JSON.stringify({ path: '/c/.env' }))],
    ['/x', JSON.stringify({ data: JSON.stringify({ files: ['a', '.env'] }) })],
    ['/c/.env (Working Tree)', ''],
    ['/c/.env (HEAD)', ''],
    ['/c/.env;v1', ''],
    ['/c/%2Eenv', ''],
    ['/a.ts ↔ .env', ''],
    ['/.env ↔ a.ts', ''],
  ])('name a secret file in %s?%s', (path, query) => {
    expect(pathsInAddress({ path, query }).map(exclusionByName)).toContainEqual({
      reason: 'may hold a secret',
      detail: '.env*',
    });
  });

  it.each([
    ['/c/a.ts', '{"path":"/c/a.ts","ref":"secrets"}'],
    ['/c/a.ts', '{"ref":"feature/credentials-page"}'],
    ['/c/a (copy).ts', 'ref=main'],
    ['/c/a.ts', '{"title":"token"}'],
  ])('name none in %s?%s', (path, query) => {
    expect(pathsInAddress({ path, query }).map(exclusionByName)).toEqual(
      pathsInAddress({ path, query }).map(() => undefined),
    );
  });

  it.each([
    ['many members', (size: number) => 'a=&'.repeat(size)],
    ['what opens without end', (size: number) => '{"path":'.repeat(size)],
    ['what nests', (size: number) => `${'{"path":'.repeat(size)}1${'}'.repeat(size)}`],
    ['a list', (size: number) => `[${'"/a",'.repeat(size)}"/b"]`],
  ])('are found in time in proportion to the query, be it of %s', async (_what, input) => {
    await expectLinearTime({ input, work: (query) => pathsInAddress({ path: '/x', query }) });
  });
});
