import type { Body } from './body';

/** The last message is the beginning of the answer (reference, section 2.2). */
export const prefilled: Body = { add_generation_prompt: false, continue_final_message: true };
