import { codeFence } from '../base/codeFence';
import type { Message } from '../provider/llm';
import type { RefactorTask } from './task';

const system = [
  'You refactor code inside an editor.',
  'You are given a selection, the code around it and an instruction.',
  'Answer with the code that replaces the selection, in one fenced code block, and nothing else.',
  'Keep its indentation. Repeat none of the code around it. Change only what the instruction asks.',
].join(' ');

/** What stays the same comes first, so that a second instruction finds its prefix in the cache. */
export function refactorMessages(task: RefactorTask): readonly Message[] {
  const { language, before, selected, after, instruction } = task;
  const parts = [
    ...block('Code before the selection', language, before),
    ...block('Code after the selection', language, after),
    ...block('The selection', language, selected),
    `Instruction: ${instruction}`,
    'Answer with the replacement of the selection only.',
  ];
  return [
    { role: 'system', content: system },
    { role: 'user', content: parts.join('\n\n') },
  ];
}

function block(title: string, language: string, code: string): readonly string[] {
  return code.trim() === '' ? [] : [`${title}:\n${codeFence(language, code)}`];
}
