import { describe, expect, it } from 'vitest';
import { likelyBaseUrls, parseBaseUrl } from '../../../src/provider/baseUrl';

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
    ['http:/bob:pw1@host', 'not-a-url'],
    ['http:host', 'not-a-url'],
    ['http:8000', 'not-a-url'],
    ['http:///host', 'not-a-url'],
    ['http:////host', 'not-a-url'],
    ['http:\\\\host', 'not-a-url'],
    ['https//host', 'not-a-url'],
    ['HTTP:/host', 'not-a-url'],
    ['localhost:/v1', 'not-a-url'],
    ['ftp:/host', 'not-a-url'],
    ['ftp://host', 'not-http'],
    ['http://me:secret@host', 'has-credentials'],
    ['http://host/v1?x=1', 'has-query'],
  ])('%s is refused', (text, problem) => {
    expect(parseBaseUrl(text)).toBe(problem);
  });
});

describe('what is typed may mean, the likeliest first,', () => {
  it.each([
    ['gpu-box', ['http://gpu-box:8000/v1', 'http://gpu-box/v1', 'https://gpu-box/v1']],
    [' localhost ', ['http://localhost:8000/v1', 'http://localhost/v1', 'https://localhost/v1']],
    ['10.0.0.7', ['http://10.0.0.7:8000/v1', 'http://10.0.0.7/v1', 'https://10.0.0.7/v1']],
    ['[::1]', ['http://[::1]:8000/v1', 'http://[::1]/v1', 'https://[::1]/v1']],
    ['gpu.lan/team', ['http://gpu.lan:8000/team', 'http://gpu.lan/team', 'https://gpu.lan/team']],
    [
      'llm.example.com',
      ['https://llm.example.com/v1', 'http://llm.example.com:8000/v1', 'http://llm.example.com/v1'],
    ],
    ['gpu-box:9000', ['http://gpu-box:9000/v1', 'https://gpu-box:9000/v1']],
    ['[::1]:9000', ['http://[::1]:9000/v1', 'https://[::1]:9000/v1']],
    ['gpu-box:80', ['http://gpu-box/v1', 'https://gpu-box:80/v1']],
    ['llm.example.com:443', ['https://llm.example.com/v1']],
    ['http://gpu-box', ['http://gpu-box/v1']],
    ['https://gpu-box', ['https://gpu-box/v1']],
  ])('%s', (text, meant) => {
    const likely = likelyBaseUrls(text);
    expect(typeof likely === 'string' ? likely : likely.map(({ api }) => api)).toEqual(meant);
  });

  it.each(['', 'a b', 'ftp://host', 'me:secret@host', 'host?x=1'])('nothing: %s', (text) => {
    expect(likelyBaseUrls(text)).toBe(parseBaseUrl(text));
  });
});
