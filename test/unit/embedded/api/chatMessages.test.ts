/** Messages are read as vLLM 0.32.0 reads them. */
import { describe, expect, it } from 'vitest';
import { chatMessages } from '../../../../src/embedded/api/chatMessages';
import { failed } from '../../../../src/embedded/api/readers';

const text = [{ type: 'text', text: 'a' }, 'b'];

describe('the content of a message', () => {
  it.each([
    [{ role: 'user', content: 'a' }, 'a'],
    [{ role: 'user', content: text }, 'a\nb'],
    [{ role: 'user', content: [] }, ''],
    [{ role: 'user' }, ''],
    [{ role: 'system' }, ''],
    [{ role: 'assistant' }, ''],
    [{ role: 'assistant', content: null }, ''],
  ])('of %j is %j', (message, content) => {
    expect(chatMessages([message])).toMatchObject({ value: [{ role: message.role, content }] });
  });

  it.each([
    [{ role: 'user', content: null }],
    [{ role: 'developer', content: null }],
    [{ role: 'user', content: 5 }],
    [{ content: 'a' }],
    ['a'],
  ])('is refused in %j', (message) => {
    expect(failed(chatMessages([message]))).toBe(true);
  });
});
