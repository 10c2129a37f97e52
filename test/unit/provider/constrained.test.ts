import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../src/provider/capabilities';
import type { CompleteRequest } from '../../../src/provider/llm';
import {
  promptForConstraint,
  constrainedThoughtProblem,
} from '../../../src/provider/vllm/constrained';
import { afterEmptyThought } from '../../../src/provider/vllm/probes';

const behind: Fact = { state: 'yes', saw: afterEmptyThought, at: undefined };
const guided = { kind: 'regex', pattern: 'a' } as const;

/** Tags are one token each, everything else is a token for each character. */
function tokenize(text: string): Promise<readonly number[]> {
  const pieces = text.match(/<think>|<\/think>|[^]/g) ?? [];
  const idOf = (piece: string): number =>
    piece === '<think>' ? 1001 : piece === '</think>' ? 1002 : (piece.codePointAt(0) ?? 0);
  return Promise.resolve(pieces.map(idOf));
}

describe('a raw prompt that binds behind an empty thought', () => {
  const place = async (prompt: CompleteRequest['prompt']): Promise<CompleteRequest['prompt']> => {
    const request = { model: 'm', prompt, maxTokens: 1, guided };
    return (await promptForConstraint(request, behind, tokenize)).request.prompt;
  };

  it.each(['def f(', 'about </think> tags', '<think>a</think> done'])(
    '%j has it',
    async (prompt) => {
      expect(await place(prompt)).toBe(`<think>\n\n</think>\n\n${prompt}`);
      const [open, , , close, , , ...rest] = await place(await tokenize(prompt));
      expect([open, close]).toEqual([1001, 1002]);
      expect(rest).toEqual(await tokenize(prompt));
    },
  );

  it.each(['the tag <think> opens', '<think>a</think><think>'])(
    '%j would open one again, and is not sent',
    async (prompt) => {
      const refused = { code: 'unsupported' };
      await expect(place(prompt)).rejects.toMatchObject(refused);
      await expect(place(await tokenize(prompt))).rejects.toMatchObject(refused);
    },
  );
});

it.each([
  ['no parser sets it apart', 'on', 'no', ['unsupported']],
  ['a parser does', 'on', 'yes', []],
  ['none was asked for', 'off', 'no', []],
] as const)('a thought beside a constraint is told of where %s', (_, thinking, state, codes) => {
  const request = { model: 'm', messages: [], guided, thinking };
  const problems = constrainedThoughtProblem(request, { state, saw: '', at: undefined });
  expect(problems.map(({ code }) => code)).toEqual(codes);
});
