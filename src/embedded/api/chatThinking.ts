import type { Emulation } from '../emulation/emulation';
import type { ServerFlags } from '../emulation/serverFlags';
import type { ThoughtOptions } from '../generation/thought';
import type { AnswerReaderOptions } from './answerReader';
import { thinkingAsked, type PromptEnd } from './chatTemplate';
import type { ChatRequest } from './chatRequest';
import { readThinkingBudget } from './requestChecks';

/** What becomes of thinking in one chat. */
export interface Thinking {
  /** Written before the answer; `undefined` for none. */
  readonly thought: ThoughtOptions | undefined;
  readonly reading: AnswerReaderOptions['thoughts'];
  /** Whether the client wants to see thoughts. */
  readonly shown: 'shown' | 'hidden';
}

export interface ThinkingServer {
  readonly flags: ServerFlags;
  readonly emulation: Emulation;
}

/** Template arguments as vLLM completes them: no effort is no thinking. */
export function templateArguments(
  fields: ChatRequest,
  emulation: Emulation,
): Readonly<Record<string, unknown>> | undefined {
  const { chat_template_kwargs: kwargs, reasoning_effort: effort } = fields;
  return effort === 'none' && emulation.has('effortNoneStopsThinking')
    ? { enable_thinking: false, ...kwargs }
    : kwargs;
}

/**
 * Decides whether a chat thinks and how that is told. The engine thinks where a client asks for it,
 * and like Qwen3 by itself where a reasoning parser is set.
 */
export function thinkingOf(
  fields: ChatRequest,
  {
    end,
    constrained,
    server: { flags, emulation },
  }: {
    readonly end: PromptEnd;
    readonly constrained: 'constrained' | 'free';
    readonly server: ThinkingServer;
  },
): Thinking {
  const parses = flags.reasoningParser !== undefined && emulation.has('reasoningParsers');
  const asked = thinkingAsked(templateArguments(fields, emulation));
  const thinks = asked === 'yes' || (parses && asked === 'unsaid');
  const hidden = parses && !fields.include_reasoning && emulation.has('hiddenReasoning');
  const bound = constrained === 'constrained';
  // Without a parser nobody knows where a thought ends, so the constraint binds at once.
  const suppressed =
    bound && (!parses || (hidden && emulation.has('hiddenReasoningBindsConstraint')));
  const writes = thinks && end === 'new message' && !suppressed;
  const marking = emulation.has('unmarkedTextIsThought') ? 'unmarked' : 'marked';
  const budget = readThinkingBudget(fields.thinking_token_budget, { route: 'chat', emulation });
  return {
    thought: writes ? { budget } : undefined,
    reading: parses && thinks ? marking : 'unparsed',
    shown: hidden ? 'hidden' : 'shown',
  };
}
