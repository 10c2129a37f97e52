import type { QuirkRow } from './quirkRow';

/** What differs in what a generation may ask and what comes of it. */
export const generationQuirks = {
  // Reasoning
  reasoningParsers: {
    claim: 'there are reasoning parsers; before, a thought stands in the content',
    since: '0.7.1',
    evidence: 'read in source',
    source: 'reference 5',
  },
  reasoningContentField: {
    claim: 'a thought arrives as `reasoning_content`',
    since: '0.7.1',
    until: '0.16.0',
    evidence: 'seen on a real server',
    source: '0.10.2, and 0.16.0 without; reference 5',
  },
  reasoningField: {
    claim: 'a thought arrives as `reasoning`',
    since: '0.11.1',
    evidence: 'seen on a real server',
    source: '0.16.0, 0.32.0; reference 5',
  },
  cutThoughtIsContent: {
    claim:
      'a thought that max_tokens cut stands in the content, `<think>` and all, unless streamed',
    until: '0.32.0',
    evidence: 'seen on a real server',
    source: '0.10.2, 0.16.0 (with beams), and 0.32.0 without',
  },
  unmarkedTextIsThought: {
    claim:
      'what a thinking chat writes without `<think>` counts as thought: a prefilled thought comes back as reasoning',
    since: '0.32.0',
    evidence: 'seen on a real server',
    source: '0.32.0, and 0.10.2 and 0.16.0 without',
  },
  hiddenReasoningBindsConstraint: {
    claim:
      '`include_reasoning: false` applies a constraint from the first token; the text counts as thought and is dropped',
    since: '0.20.0',
    evidence: 'seen on a real server',
    source: '0.32.0; addendum 2.1, row 3.6',
  },
  hiddenReasoning: {
    claim: '`include_reasoning: false` leaves thoughts out; before it is ignored',
    since: '0.10.1',
    evidence: 'read in source',
    source: 'addendum 2.1, row 2.2',
  },
  effortNoneStopsThinking: {
    claim: '`reasoning_effort: "none"` switches thinking off',
    since: '0.24.0',
    evidence: 'read in source',
    source: 'addendum 2.1, row 5; seen on 0.32.0',
  },
  thinkingBudget: {
    claim:
      '`thinking_token_budget` is kept, is 400 without a reasoning parser, and is 400 where it is no integer from -1 on; before ignored',
    since: '0.20.0',
    evidence: 'seen on a real server',
    source: '0.32.0, and 0.16.0 without; addendum 2.1, row 2.2',
  },
  completionThinkingBudget: {
    claim: 'completions check `thinking_token_budget`; before it is ignored there',
    since: '0.24.0',
    evidence: 'read in source',
    source: 'addendum 2.1, row 2.2; seen on 0.32.0',
  },
  fewEfforts: {
    claim:
      '`reasoning_effort` is `low`, `medium` or `high`, and anything else is 400; later also `none`, `minimal`, `xhigh` and `max`',
    since: '0.10.1',
    until: '0.24.0',
    evidence: 'seen on a real server',
    source:
      '0.16.0, and 0.32.0 without; addendum 2.1, row 5, for the end; that the field came with 0.10.1 is assumed',
  },
  reasoningTokensCounted: {
    claim: '`usage.completion_tokens_details.reasoning_tokens`, with a reasoning parser',
    since: '0.28.0',
    evidence: 'seen on a real server',
    source: '0.32.0, and 0.16.0 without; reference 5',
  },

  // Beams
  beamSearchMissing: {
    claim: 'beams are 400: they had left the core and were not yet back',
    since: '0.6.2',
    until: '0.6.3',
    evidence: 'read in source',
    source: 'reference 4; the text is assumed',
  },
  beamStreamsRefused: {
    claim: 'streamed beams on completions are 400; before, one event holds the whole answer',
    since: '0.18.0',
    evidence: 'seen on a real server',
    source: '0.32.0, and 0.10.2 and 0.16.0 without; addendum 2.1, row 4',
  },
  beamsIgnoreAdapters: {
    claim: 'beams are those of the base model, whatever adapter is named',
    until: '0.9.1',
    evidence: 'read in source',
    source: 'reference 4',
  },
  beamEchoLogprobsRefused: {
    claim: 'beams with `echo` and `logprobs` are 400',
    since: '0.32.0',
    evidence: 'seen on a real server',
    source: '0.32.0; addendum 1.1',
  },
  beamWidthNamed: {
    claim:
      'beams with `n` 0 are 400 `beam_width must be at least 1, got 0.`; before `not enough values to unpack …`',
    since: '0.32.0',
    evidence: 'seen on a real server',
    source: '0.32.0, and 0.16.0 without',
  },
  logprobsLimitMisspelt: {
    claim: 'too many logprobs are told as `which is is greater than max allowed`',
    until: '0.11.0',
    evidence: 'seen on a real server',
    source: '0.10.2, and 0.16.0 without; the release it ended with is assumed',
  },

  // Sampling and length
  fourStopStrings: {
    claim: 'more than four stop strings are 400',
    since: '0.28.0',
    evidence: 'seen on a real server',
    source: '0.32.0, and 0.16.0 without; addendum 2.2',
  },
  temperatureAtMostTwo: {
    claim: 'a temperature above 2 is 400',
    since: '0.24.0',
    evidence: 'seen on a real server',
    source: '0.32.0, and 0.16.0 without; addendum 2.2',
  },
  choicesLimited: {
    claim: 'more than 16384 choices are 400',
    since: '0.20.0',
    evidence: 'seen on a real server',
    source: '0.32.0; addendum 2.2',
  },
  promptsLimited: {
    claim: 'more than 1024 prompts in one request are 400',
    since: '0.28.0',
    evidence: 'read in source',
    source: 'addendum 2.2',
  },
  stopTokensChecked: {
    claim: '`stop_token_ids` outside the vocabulary are 400',
    since: '0.29.0',
    evidence: 'seen on a real server',
    source: '0.32.0; addendum 1.1',
  },
  allLogprobs: {
    claim: 'completions take `logprobs: -1` for the whole vocabulary',
    since: '0.29.0',
    evidence: 'read in source',
    source: 'addendum 1.1',
  },
  suffixNeedsRendering: {
    claim:
      '`suffix` is 400 `suffix is only supported for models with FIM completion rendering`, `param` and all; before `suffix is not currently supported`',
    since: '0.31.0',
    evidence: 'seen on a real server',
    source: '0.32.0, and 0.10.2 and 0.16.0 without; addendum 1.3',
  },
  truncationLeavesOutput: {
    claim:
      '`truncate_prompt_tokens` may be from 1 to the window less `max_tokens`; later from 0 to the window',
    until: '0.32.0',
    evidence: 'seen on a real server',
    source: '0.16.0, and 0.32.0 without; that it was so before 0.16 is assumed',
  },
  emptyConversationNamed: {
    claim:
      '`messages: []` is 400 `Cannot apply chat template to an empty conversation …`; before the error of the template, `list index out of range` for that of Qwen',
    since: '0.32.0',
    evidence: 'seen on a real server',
    source: '0.32.0, and 0.16.0 without',
  },
  outputClamped: {
    claim: 'an answer that would leave the window is cut short; before it was 400',
    since: '0.32.0',
    evidence: 'seen on a real server',
    source: '0.32.0, and 0.10.2 and 0.16.0 without',
  },
  windowToldAsRequest: {
    claim:
      'too long is told as `However, you requested N tokens (A in the messages, B in the completion)`',
    until: '0.9.2',
    evidence: 'read in source',
    source: 'addendum 3, row 20 (0.8.5); the release it ended with is assumed',
  },
  windowLessOutput: {
    claim:
      'a completion that is too long is told as `This maximum context length is W − max_tokens tokens`',
    since: '0.9.2',
    until: '0.16.0',
    evidence: 'seen on a real server',
    source: '0.10.2; addendum 2.1, row 8',
  },
  windowToldAsPassed: {
    claim: 'too long is told as `You passed N input tokens and requested M output tokens`',
    since: '0.16.0',
    until: '0.18.0',
    evidence: 'seen on a real server',
    source: '0.16.0',
  },
  maxTokensWithoutSpace: {
    claim: '`max_tokens=100000cannot be greater than …`',
    since: '0.16.0',
    until: '0.20.0',
    evidence: 'seen on a real server',
    source: '0.16.0; addendum 3, row 21',
  },
  maxTotalTokensNamed: {
    claim: '`… max_model_len=max_total_tokens=4096`',
    since: '0.16.0',
    until: '0.31.0',
    evidence: 'seen on a real server',
    source: '0.16.0; addendum 3, row 21',
  },

  // Tools
  emptyToolsRefused: {
    claim: '`tools: []` is 400; before it was no tools',
    since: '0.20.0',
    evidence: 'seen on a real server',
    source: '0.32.0, and 0.10.2 and 0.16.0 without; addendum 2.2',
  },
  requiredTools: {
    claim: '`tool_choice: "required"` is known; before it is 400',
    since: '0.8.3',
    evidence: 'read in source',
    source: 'reference 6; the text is assumed',
  },
  forcedToolsNeedParser: {
    claim: 'a required or named tool without `--tool-call-parser` is 400; before it worked',
    since: '0.14.0',
    evidence: 'seen on a real server',
    source: '0.32.0; addendum 2.1, row 6',
  },
  strictTools: {
    claim: '`strict: true` on a tool binds its arguments when the model chooses by itself',
    since: '0.24.0',
    evidence: 'read in source',
    source: 'addendum 1.7',
  },
  looseForcedArguments: {
    claim: 'arguments of a required or named tool follow its schema only with `strict: true`',
    since: '0.31.0',
    evidence: 'seen on a real server',
    source: '0.32.0, and 0.10.2 and 0.16.0 without; addendum 1.7',
  },
  cutCallsRefused: {
    claim:
      'a required call that max_tokens cut is 400 `Invalid JSON: EOF while parsing…`; later raw text',
    until: '0.24.0',
    evidence: 'seen on a real server',
    source: '0.10.2, 0.16.0, and 0.32.0 without; the release it ended with is assumed',
  },
  forcedContentEmpty: {
    claim: 'a message with a required or named call has `content: ""`; later null',
    until: '0.32.0',
    evidence: 'seen on a real server',
    source: '0.16.0, and 0.32.0 without',
  },
  emptyToolCallsSent: {
    claim: 'a message without calls has `tool_calls: []`',
    until: '0.24.0',
    evidence: 'read in source',
    source: 'addendum 2.1, row 6',
  },
  cutStreamsEndByLength: {
    claim: 'a streamed call that max_tokens cut ends with `length`; before with `tool_calls`',
    since: '0.31.0',
    evidence: 'read in source',
    source: 'addendum 1.1',
  },
} as const satisfies Readonly<Record<string, QuirkRow>>;
