import { eventStream, json, type Script } from './scriptedServer';

const markers = ['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>'];

export interface ScriptedVllmOptions {
  readonly models?: readonly string[];
  /** Asked of every request under `/v1`, as vLLM does with `--api-key`. */
  readonly key?: string;
}

/** A vLLM in outline: it lists models, knows its markers and completes as `complete` says. */
export function scriptedVllm(
  complete: Script,
  { models = ['scripted'], key }: ScriptedVllmOptions = {},
): Script {
  return (request, response) => {
    const guarded = key !== undefined && request.path.startsWith('/v1');
    if (guarded && request.headers.authorization !== `Bearer ${key}`) {
      json(response, 401, { error: 'Unauthorized' });
      return;
    }
    switch (request.path) {
      case '/version':
        json(response, 200, { version: '0.32.0' });
        return;
      case '/v1/models':
        json(response, 200, { data: models.map((id) => ({ id, max_model_len: 4096 })) });
        return;
      case '/tokenize': {
        const { prompt } = request.body as { prompt: string };
        const id = markers.indexOf(prompt);
        json(response, 200, { tokens: id === -1 ? [1, 2] : [100 + id], max_model_len: 4096 });
        return;
      }
      case '/detokenize':
        // The end of a rendered conversation, which opens no thought.
        json(response, 200, { prompt: 'assistant:' });
        return;
      default:
        return complete(request, response);
    }
  };
}

/** Completes everything with the same text. */
export function completing(text: string): Script {
  return (_, response) => {
    const chunk = { choices: [{ text, finish_reason: 'stop' }] };
    eventStream(response, `data: ${JSON.stringify(chunk)}\n\n`);
    response.end('data: [DONE]\n\n');
  };
}
