import { describe, expect, it } from 'vitest';
import { parseBaseUrl } from '../../../src/provider/baseUrl';

describe('a server address', () => {
  it.each([
    ['http://localhost:8000/v1', 'http://localhost:8000/v1', 'http://localhost:8000'],
    ['localhost:8000', 'http://localhost:8000/v1', 'http://localhost:8000'],
    [' http://localhost:8000/ ', 'http://localhost:8000/v1', 'http://localhost:8000'],
    ['https://host/v1/', 'https://host/v1', 'https://host'],
    ['https://gateway/team/v1', 'https://gateway/team/v1', 'https://gateway/team'],
    ['https://gateway/team', 'https://gateway/team', 'https://gateway/team'],
    ['http://v1.example/v1', 'http://v1.example/v1', 'http://v1.example'],
    ['http://[::1]:8000', 'http://[::1]:8000/v1', 'http://[::1]:8000'],
  ])('%s', (text, api, root) => {
    expect(parseBaseUrl(text)).toEqual({ api, root, origin: new URL(api).origin });
  });

  it.each([
    ['', 'empty'],
    ['http://', 'not-a-url'],
    ['http://a b', 'not-a-url'],
    ['ftp://host', 'not-http'],
    ['http://me:secret@host', 'has-credentials'],
    ['http://host/v1?x=1', 'has-query'],
  ])('%s is refused', (text, problem) => {
    expect(parseBaseUrl(text)).toBe(problem);
  });
});
