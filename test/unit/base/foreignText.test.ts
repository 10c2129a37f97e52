import { describe, expect, it } from 'vitest';
import { asLabel, asLogText } from '../../../src/base/foreignText';

describe('a label', () => {
  it.each([
    ['$(sync~spin) x', '\\$(sync~spin) x'],
    ["$('#app').hide(); // $(a b)", "$('#app').hide(); // $(a b)"],
    ['echo $(date)', 'echo \\$(date)'],
    ['$(CC) -o $@', '\\$(CC) -o $@'],
    ['$()', '$()'],
  ])('escapes what VS Code would draw as an icon, and nothing else: %s', (text, shown) => {
    expect(asLabel(text)).toBe(shown);
  });
});

describe('a log', () => {
  const own = 'http://gpu-box:8000';

  it.each([
    ['ready http://gpu-box:8000/v1 (vllm)', undefined],
    ['(http://gpu-box:8000)', undefined],
    ['see http://evil.test/x', 'see http:\\/\\/evil.test/x'],
    ['see http://gpu-box:80001/v1', 'see http:\\/\\/gpu-box:80001/v1'],
    ['see http://gpu-box:8000.evil.test', 'see http:\\/\\/gpu-box:8000.evil.test'],
    ['http://gpu-box:8000/http://evil.test', 'http:\\/\\/gpu-box:8000/http:\\/\\/evil.test'],
    ['vscode://x and file:///etc', 'vscode:\\/\\/x and file:\\/\\//etc'],
    ['http://gpu-box:8000?to=file:///etc', 'http://gpu-box:8000?to=file:\\/\\//etc'],
  ])("leaves the own server's address to be copied, and no other: %s", (text, shown = text) => {
    expect(asLogText(text, own)).toBe(shown);
  });
});
