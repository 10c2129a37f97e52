/** What stands for the flags of `vllm serve`. */
export interface ServerFlags {
  /** `--reasoning-parser`; with one, chats think unless they are told not to. */
  readonly reasoningParser: string | undefined;
  /** `--tool-call-parser`. */
  readonly toolCallParser: string | undefined;
  /** `--enable-auto-tool-choice`. */
  readonly autoToolChoice: 'on' | 'off';
  /** `off` is a server without `--enable-lora`; `fixed` one without runtime updating. */
  readonly lora: 'runtime' | 'fixed' | 'off';
  /** `--api-key`: asked for below `/v1` only, unlike the engine's own token. */
  readonly apiKey: string | undefined;
  /** `--max-logprobs`. */
  readonly maxLogprobs: number;
}

export const defaultFlags: ServerFlags = {
  reasoningParser: undefined,
  toolCallParser: undefined,
  autoToolChoice: 'off',
  lora: 'runtime',
  apiKey: undefined,
  maxLogprobs: 20,
};
