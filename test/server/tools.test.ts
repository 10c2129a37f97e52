/** Calls of tools, and parts that a text model cannot read; the provider asks for neither yet. */
import { describe, expect } from 'vitest';
import { capability, messages, model, raw } from './support/server';

const parameters = {
  type: 'object',
  properties: { path: { enum: ['a.py', 'b.py'] } },
  required: ['path'],
  additionalProperties: false,
};
const read = { name: 'read_file', description: 'Reads a file', parameters };
const chat = {
  model,
  messages,
  temperature: 0,
  max_tokens: 128,
  chat_template_kwargs: { enable_thinking: false },
};

const post = (fields: object) => raw.post('api', '/chat/completions', { ...chat, ...fields });

describe('tools', () => {
  capability(['chat template', 'no tool parser', 'vLLM release'], 'are refused', async () => {
    const { status } = await post({ tools: [{ type: 'function', function: read }] });
    expect(status).toBe(400);
  });

  capability(['tool parser'], 'can be offered', async () => {
    const { status } = await post({ tools: [{ type: 'function', function: read }] });
    expect(status).toBe(200);
  });

  capability(['tool parser', 'since 0.32'], 'cannot be none', async () => {
    expect((await post({ tools: [] })).status).toBe(400);
  });

  capability(['tool parser', 'before 0.32', 'vLLM release'], 'can be none', async () => {
    expect((await post({ tools: [] })).status).toBe(200);
  });

  capability(
    ['tool parser', 'since 0.32'],
    'are called with arguments of their schema where they are required and strict',
    async () => {
      const tools = [{ type: 'function', function: { ...read, strict: true } }];
      const [choice] = await raw.choices('/chat/completions', {
        ...chat,
        tools,
        tool_choice: 'required',
        max_tokens: 512,
      });
      if (choice?.finish_reason === 'length') {
        expect(choice.message?.content).toContain('<tool_call>');
        return;
      }
      const [call] = choice?.message?.tool_calls ?? [];
      expect(call?.function.name).toBe('read_file');
      expect(call?.function.arguments).toMatch(/"[ab]\.py"/);
    },
  );
});

describe('an image', () => {
  capability(['vLLM release', 'chat template'], 'is refused by a text model', async () => {
    const url = 'data:image/png;base64,iVBORw0KGgo=';
    const content = [{ type: 'image_url', image_url: { url } }];
    const { status } = await post({ messages: [{ role: 'user', content }] });
    expect(status).toBe(400);
  });
});
