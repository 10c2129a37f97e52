import type { ChatMessage } from './chatMessages';

export type PromptEnd =
  /** A header that prompts a new assistant message. */
  | 'new message'
  /**
   * A header that prompts a new assistant message, and an empty thought, which is how Qwen's
   * template switches thinking off.
   */
  | 'new message without thought'
  /** Nothing, and the last message stays open to be continued. */
  | 'open message'
  | 'nothing';

/** Qwen's chat template: the markers are special tokens of this engine as they are of Qwen. */
export function renderChat(messages: readonly ChatMessage[], end: PromptEnd): string {
  const turns = messages.map(({ role, content }, index) => {
    const open = end === 'open message' && index === messages.length - 1;
    return `<|im_start|>${role}\n${content}${open ? '' : '<|im_end|>\n'}`;
  });
  switch (end) {
    case 'new message':
      return `${turns.join('')}<|im_start|>assistant\n`;
    case 'new message without thought':
      return `${turns.join('')}<|im_start|>assistant\n<think>\n\n</think>\n\n`;
    case 'open message':
    case 'nothing':
      return turns.join('');
  }
}

export interface TemplateOptions {
  readonly addGenerationPrompt: boolean;
  readonly continueFinalMessage: boolean;
  readonly kwargs: Readonly<Record<string, unknown>> | undefined;
}

export function promptEnd(options: TemplateOptions): PromptEnd {
  if (options.continueFinalMessage) return 'open message';
  if (!options.addGenerationPrompt) return 'nothing';
  return thinkingAsked(options.kwargs) === 'no' ? 'new message without thought' : 'new message';
}

/** What template arguments say of thinking, as Qwen's template and others spell it. */
export function thinkingAsked(
  kwargs: Readonly<Record<string, unknown>> | undefined,
): 'yes' | 'no' | 'unsaid' {
  const asked = kwargs?.['enable_thinking'] ?? kwargs?.['thinking'];
  if (asked === false) return 'no';
  return asked === true ? 'yes' : 'unsaid';
}
