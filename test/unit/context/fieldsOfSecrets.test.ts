import { describe, expect, it } from 'vitest';
import { findSecrets, replaceSpans } from '../../../src/context/secretText';
import { drawnBase64, drawnText } from '../../support/drawn';
import { expectLinearIn } from '../../support/growth';

const left = (text: string): string => replaceSpans(text, findSecrets(text));
const password = `h${drawnText(11, 'p')}`;

describe('a secret that its place tells', () => {
  it.each([
    [
      'a password with a slash',
      `postgres://ann:p/${password}@db/x`,
      `postgres://ann:[password left out]@db/x`,
    ],
    [
      'a password with a hash',
      `mongodb+srv://ann:p#${password}@db.x/y`,
      'mongodb+srv://ann:[password left out]@db.x/y',
    ],
    [
      'a password with a question',
      `redis://:p?${password}@cache:6379/0`,
      'redis://:[password left out]@cache:6379/0',
    ],
    [
      'a password for curl',
      `curl -sS -u ann:${password} https://x`,
      'curl -sS -u ann:[password left out] https://x',
    ],
    [
      'a password for curl in quotes',
      `curl --user "ann:${password}" https://x`,
      'curl --user "ann:[password left out]" https://x',
    ],
    [
      'a registry’s token',
      `{"identitytoken": "${drawnText(60, 'i')}"}`,
      '{"identitytoken": "[token left out]"}',
    ],
    [
      'a password of npm',
      `//registry.x/:_password=${drawnText(24, 'n')}`,
      '//registry.x/:_password=[npm token left out]',
    ],
    [
      'a password in YAML',
      `db_password: "${drawnText(24, 'y')}"`,
      'db_password: "[password left out]"',
    ],
    [
      'a token whose name ends as those of npm',
      `grafana_auth: "${drawnText(24, 'y')}"`,
      'grafana_auth: "[token left out]"',
    ],
    ['a key in XML', `<D>${drawnBase64(128, 'd')}</D>`, '<D>[private key left out]</D>'],
    ['a token behind a letter', `xghp_${drawnText(36, 'g')}`, 'x[GitHub token left out]'],
    [
      'a key of Cerebras',
      `csk-${drawnText(48, 'c', 'abcdefghijklmnopqrstuvwxyz0123456789')}`,
      '[Cerebras key left out]',
    ],
    ['a key of Fireworks', `fw_${drawnText(24, 'f')}`, '[Fireworks key left out]'],
    [
      'a key of a bucket',
      `GOOG1E${drawnText(55, 'b', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789')}`,
      '[Google key left out]',
    ],
  ])('is left out: %s', (_what, text, expected) => {
    expect(left(text)).toBe(expected);
  });

  it.each([
    'postgres://localhost:5432/db?user=a@b',
    'postgres://db:5432/x#a@b.c',
    'mysql://$USER:$PASSWORD@db/x',
    'https://host:8080/users/@me',
    'curl -u user:password https://x',
    'curl -u "$USER:$PASSWORD" https://x',
    'curl -X POST https://x/-u/a:b',
    '<P>aParagraphOfOneVeryLongWordThatNobodyWouldWrite</P>',
    'fw_createWindowForDisplay()',
    'csk-your-key-here',
  ])('is none: %s', (text) => {
    expect(left(text)).toBe(text);
  });

  it.each([
    'postgres://a:',
    'postgres://a:b/',
    'redis://:p?q#',
    'curl ',
    'curl -u a:',
    '<D>',
    'QUklWQVRFIEtFW',
    'QUklWQVRFIEtFW\n',
    `${'QUklWQVRFIEtFW'.repeat(5)}\n`,
    'PRIVATE%20KEY%2D%2D%2D%2D',
    'xghp_',
  ])('is looked for in time in many of %j', (piece) => expectLinearIn(piece, findSecrets));
});
