import { json, type Script } from './scriptedServer';

export interface RefactoringScript {
  /** Each is put into a fence. */
  readonly answers: readonly string[];
  readonly beams?: 'ranked' | 'refused';
  /** Answered only after this. */
  readonly hold?: Promise<void>;
  readonly failing?: () => boolean;
}

/** Answers a chat with several candidates, as vLLM does; `refused` is its Rust frontend's way. */
export function refactoring(script: RefactoringScript): Script {
  const { answers, beams = 'ranked', hold, failing } = script;
  return async (request, response) => {
    await hold;
    if (failing?.()) {
      json(response, 500, { error: { message: 'EngineCore encountered an issue', code: 500 } });
      return;
    }
    if (beams === 'refused' && 'use_beam_search' in (request.body as object)) {
      const message = 'use_beam_search is not supported';
      json(response, 400, { error: { message, type: 'BadRequestError', code: 400 } });
      return;
    }
    const choices = answers.map((text, index) => ({
      index,
      message: { role: 'assistant', content: '```ts\n' + text + '\n```' },
      finish_reason: 'stop',
    }));
    json(response, 200, { choices });
  };
}
