import { describe, expect, it } from 'vitest';
import { readRetryAfter } from '../../../src/provider/transport/retryAfter';

const date = 'Sun, 06 Nov 1994 08:49:37 GMT';

describe('how long a server asks to be left alone', () => {
  it.each([
    ['7', 7_000],
    [' 7 ', 7_000],
    ['Sun, 06 Nov 1994 08:49:49 GMT', 12_000],
    ['Sunday, 06-Nov-94 08:49:49 GMT', 12_000],
    ['Sun Nov  6 08:49:49 1994', 12_000],
    ['Sun, 06 Nov 1994 08:49:00 GMT', 0],
    ['Mon, 07 Nov 1994 08:49:37 GMT', 86_400_000],
  ])('%j', (retryAfter, milliseconds) => {
    expect(readRetryAfter(new Headers({ 'retry-after': retryAfter, date }))).toBe(milliseconds);
  });

  it.each([
    '',
    '-1',
    '1.5',
    'soon',
    '2024-11-06',
    'Sun, 99 Nov 1994 08:49:49 GMT',
    '1e3',
    '9999999999',
  ])('is not known from %j', (retryAfter) => {
    expect(readRetryAfter(new Headers({ 'retry-after': retryAfter, date }))).toBeUndefined();
  });

  it('is by the clock of the server, and not known where that tells no time', () => {
    const headers = new Headers({ 'retry-after': 'Sun, 06 Nov 1994 08:49:49 GMT' });
    expect(readRetryAfter(headers)).toBeUndefined();
    expect(readRetryAfter(new Headers())).toBeUndefined();
  });
});
