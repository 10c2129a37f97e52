import type { Body } from './body';

/** The last message is the beginning of the answer (reference, section 2.2). */
export const prefillFields: Body = { add_generation_prompt: false, continue_final_message: true };

/** Whether the answer goes on where the last message ends, so that no thought is opened before it. */
export function isPrefilled(extraBody: Body = {}): boolean {
  return extraBody['continue_final_message'] === true;
}
