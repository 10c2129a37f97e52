import type { Emulation } from '../emulation/emulation';
import { badRequest } from '../http/apiError';
import { str } from '../http/pythonText';
import { maxModelLength } from '../identity';

export interface Lengths {
  readonly route: 'chat' | 'completions';
  readonly promptTokens: number;
  /** `max_tokens`, if it was given. */
  readonly asked: number | undefined;
  /** What it is otherwise; `undefined` for the rest of the window. */
  readonly otherwise: number | undefined;
}

const window = maxModelLength;

/**
 * Refuses prompts and answers that together leave the window, in the words of releases that did not
 * cut the answer short instead (addendum 1.6 and 3, rows 20 and 21).
 */
export function checkLength(lengths: Lengths, emulation: Emulation): void {
  if (emulation.has('outputClamped')) return;
  const { asked, promptTokens } = lengths;
  const output = asked ?? lengths.otherwise ?? 0;
  if (emulation.has('maxTotalTokensNamed') && output > window) {
    const space = emulation.has('maxTokensWithoutSpace') ? '' : ' ';
    throw badRequest(
      `max_tokens=${output}${space}cannot be greater than ` +
        `max_model_len=max_total_tokens=${window}. Please request fewer output tokens.`,
      { parameter: 'max_tokens', value: str(output) },
    );
  }
  // Told by the check of `max_tokens` itself, which older releases did not have.
  const older = emulation.has('windowToldAsRequest') || emulation.has('windowLessOutput');
  if (output > window && !older) return;
  if (promptTokens + Math.max(output, 0) <= window && promptTokens < window) return;
  const [message, value] = tooLong({ ...lengths, output }, emulation);
  throw badRequest(message, { parameter: 'input_tokens', value: str(value) });
}

/** The message, and the number of input tokens that it blames. */
function tooLong(
  { route, promptTokens, asked, output }: Lengths & { readonly output: number },
  emulation: Emulation,
): readonly [string, number] {
  const least = window - output + 1;
  const limit = `This model's maximum context length is ${window} tokens.`;
  if (emulation.has('windowToldAsRequest')) {
    const total = promptTokens + output;
    const message =
      asked === undefined && route === 'chat'
        ? `${limit} However, you requested ${promptTokens} tokens in the messages, ` +
          'Please reduce the length of the messages.'
        : `${limit} However, you requested ${total} tokens (${promptTokens} in the messages, ` +
          `${output} in the completion). Please reduce the length of the messages or completion.`;
    return [message, promptTokens];
  }
  if (emulation.has('windowLessOutput')) {
    if (route === 'chat' && promptTokens < window) {
      const message =
        `'max_tokens' or 'max_completion_tokens' is too large: ${output}. ${limit.slice(0, -1)} ` +
        `and your request has ${promptTokens} input tokens ` +
        `(${output} > ${window} - ${promptTokens}).`;
      return [message, promptTokens];
    }
    const left =
      route === 'chat' ? limit : `This maximum context length is ${window - output} tokens.`;
    const message =
      `${left} However, your request has ${promptTokens} input tokens. ` +
      'Please reduce the length of the input messages.';
    return [message, promptTokens];
  }
  if (emulation.has('windowToldAsPassed')) {
    const message =
      `You passed ${least} input tokens and requested ${output} output tokens. However, the ` +
      `model's context length is only ${window} tokens, resulting in a maximum input length of ` +
      `${window - output} tokens. Please reduce the length of the input prompt.`;
    return [message, least];
  }
  const message =
    `${limit} However, you requested ${output} output tokens and your prompt contains at least ` +
    `${least} input tokens, for a total of at least ${window + 1} tokens. Please reduce the ` +
    'length of the input prompt or the number of requested output tokens.';
  return [message, least];
}
