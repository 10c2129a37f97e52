/** A name of the file that does not mean here what it meant there. */
export interface ParameterChange {
  /** With the objects that it stands in, as in `parameters.best_of`. */
  readonly name: string;
  readonly outcome: 'translated' | 'left out';
  /** What became of it, or why it is left out and what does the same. */
  readonly message: string;
}

/** What became of a name, for people. */
export function wordsForChange({ name, outcome, message }: ParameterChange): string {
  return outcome === 'left out' ? `${name} is left out: ${message}` : `${name} is ${message}`;
}

const shape =
  'a shape is for one answer, and is given with it: `--regex`, `--json-schema`, `--grammar`';
const beams = 'beams are asked for with each request: Refactor Selection, or --beams';
const request = 'Trellis sets it for each request';

/**
 * What is not taken over, wherever it stands, by its name. AbstractCore sent most of these where no
 * server read them (below `extra_body`), and vLLM removed the `guided_` ones in 0.12.
 */
export const unusedParameters: ReadonlyMap<string, string> = new Map(
  Object.entries({
    guided_decoding_backend: 'vLLM chooses the engine itself, or by a flag when it is started',
    guided_regex: shape,
    guided_json: shape,
    guided_choice: shape,
    guided_grammar: shape,
    guided_whitespace_pattern: shape,
    structured_outputs: shape,
    response_format: shape,
    use_beam_search: beams,
    best_of: `vLLM has it no more; ${beams}`,
    n: beams,
    api_key: 'keys are not taken from files of settings: Connect to Server, or TRELLIS_API_KEY',
    model: request,
    messages: request,
    prompt: request,
    suffix: request,
    echo: request,
    stop: request,
    stream: request,
    stream_options: request,
    logprobs: request,
    top_logprobs: request,
    tools: request,
    tool_choice: request,
  }),
);
