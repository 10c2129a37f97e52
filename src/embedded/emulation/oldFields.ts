/**
 * What vLLM 0.6.4 knew in a request to either generation route (entrypoints/openai/protocol.py, from
 * memory of that release; assumed). It refused anything else.
 */
export const fieldsOf064: ReadonlySet<string> = new Set(
  (
    'model prompt messages best_of echo frequency_penalty logit_bias logprobs top_logprobs ' +
    'max_tokens max_completion_tokens n presence_penalty response_format seed stop stream ' +
    'stream_options suffix temperature top_p tools tool_choice parallel_tool_calls user ' +
    'use_beam_search top_k min_p repetition_penalty length_penalty stop_token_ids ' +
    'include_stop_str_in_output ignore_eos min_tokens skip_special_tokens ' +
    'spaces_between_special_tokens truncate_prompt_tokens prompt_logprobs allowed_token_ids ' +
    'add_generation_prompt continue_final_message add_special_tokens documents chat_template ' +
    'chat_template_kwargs guided_json guided_regex guided_choice guided_grammar ' +
    'guided_decoding_backend guided_whitespace_pattern priority request_id service_tier store metadata'
  ).split(' '),
);
