import type { QuirkRow } from './quirkRow';

/** What differs in errors, adapters, answers as such, routes and frontends. */
export const serverQuirks = {
  // Errors
  flatErrors: {
    claim: 'errors are `{"object":"error","message",…}` without an `error` member',
    until: '0.10.1',
    evidence: 'read in source',
    source: 'reference 8; addendum 2.2',
  },
  stringErrorCodes: {
    claim: '`error.code` is a word: `invalid_request_error`, `model_not_found`, `json_parse_error`',
    frontend: 'rust',
    evidence: 'read in source',
    source: 'reference 8',
  },
  schemaErrorsAreBadRequestErrors: {
    claim: 'a malformed body has the type `BadRequestError`; later `Bad Request`',
    until: '0.9.2',
    evidence: 'read in source',
    source: 'addendum 2.1, row 8',
  },
  validationProblemsAsList: {
    claim: 'a malformed body is answered with the bare Python list of problems',
    until: '0.11.0',
    evidence: 'seen on a real server',
    source: '0.10.2 (Python-like text); the release it ended with is assumed',
  },
  validationProblemsTwice: {
    claim: 'the text of a malformed body is followed by the list of problems',
    since: '0.11.0',
    until: '0.28.0',
    evidence: 'read in source',
    source: 'addendum 2.1, row 8',
  },
  requestChecksWrapped: {
    claim:
      'checks across fields (tools, kinds of constraint) are validation errors: `Value error, …`',
    until: '0.28.0',
    evidence: 'seen on a real server',
    source: '0.16.0; addendum 2.1, row 8',
  },
  boundedValidationInputs: {
    claim: 'validation errors describe lists and dictionaries and cut long inputs',
    since: '0.30.0',
    evidence: 'read in source',
    source: 'addendum 1.1',
  },
  faultsNamed: {
    claim: 'messages end with `(parameter=…, value=…)`, and `param` is set',
    since: '0.14.0',
    evidence: 'read in source',
    source: 'addendum 2.1, row 8; seen on 0.16.0',
  },
  aliasesNamed: {
    claim: 'the 404 for an unknown model ends with ` Valid aliases: …`',
    since: '0.32.0',
    evidence: 'seen on a real server',
    source: '0.32.0, and 0.16.0 without',
  },
  unknownFieldsRefused: {
    claim: 'an unknown field is 400 `Extra inputs are not permitted`; later it is ignored',
    until: '0.6.5',
    evidence: 'read in source',
    source: 'reference 2.1; which fields 0.6.4 knew is assumed',
  },
  modelRequired: {
    claim: '`model` may not be left out',
    until: '0.8.0',
    evidence: 'read in source',
    source: 'reference 1.2',
  },

  oddBodiesCrash: {
    claim:
      'a body that is no object, or `structured_outputs` that is none, is 500 `Internal Server Error` in plain text; later 400 and a 500 in JSON',
    until: '0.32.0',
    evidence: 'seen on a real server',
    source: '0.16.0, and 0.32.0 without; that it was so before 0.16 is assumed',
  },
  crashesAnswered200: {
    claim:
      'an exception that nobody foresaw is answered with status 200 and a body `{"error":{…,"code":500}}`: `response_format` of `json_schema` without one, a structural tag of no known form, beams with `echo` and `logprobs`',
    since: '0.16.0',
    until: '0.32.0',
    evidence: 'seen on a real server',
    source:
      '0.16.0, and 0.32.0 without; completion/api_router.py of 0.16.0; when it began and ended is assumed',
  },

  // Adapters
  reloadInPlace: {
    claim: '`load_inplace` is known, and the 400 for a name that is taken tells so',
    since: '0.16.0',
    evidence: 'seen on a real server',
    source: '0.16.0, 0.32.0, and 0.10.2 without',
  },
  baseNamesReserved: {
    claim: 'an adapter named like the base model is 400',
    since: '0.31.0',
    evidence: 'seen on a real server',
    source: '0.32.0; addendum 3, row 14',
  },
  adapterPathsTold: {
    claim:
      'a path without adapter is `Call to add_lora method failed: Loading lora … for /the/path`; later without the head, and masked',
    until: '0.18.0',
    evidence: 'seen on a real server',
    source: '0.10.2, 0.16.0, and 0.32.0 without; addendum 3, row 12',
  },
  adapterFailuresAreBadRequests: {
    claim: 'an adapter that cannot be loaded is 400; later 500',
    until: '0.18.0',
    evidence: 'read in source',
    source: 'addendum 2.1, row 1.4',
  },
  adapterFailuresWrapped: {
    claim: "why an adapter cannot be loaded stands in `Worker failed with error '…'`",
    since: '0.32.0',
    evidence: 'seen on a real server',
    source: '0.32.0; when it began is assumed',
  },
  adapterHintTold: {
    claim:
      'without `--enable-lora`: `… Use --enable-lora to enable LoRA.`; before without the hint',
    since: '0.11.2',
    evidence: 'read in source',
    source: 'addendum 3, row 8; seen on 0.32.0',
  },

  // Answers
  fingerprints: {
    claim: '`system_fingerprint` names the version; before it is null',
    since: '0.24.0',
    evidence: 'seen on a real server',
    source: '0.32.0, and 0.10.2 and 0.16.0 without; addendum 2.1, row 7.7',
  },
  servedNameNotMultimodal: {
    claim: 'an image is refused in the served name; before in the path of the model',
    since: '0.24.0',
    evidence: 'seen on a real server',
    source: '0.32.0, and 0.10.2 and 0.16.0 without; addendum 3, row 27',
  },
  noneAfterMultimodal: {
    claim: 'the refusal of an image ends with ` None`',
    until: '0.16.0',
    evidence: 'seen on a real server',
    source: '0.10.2, and 0.16.0 without',
  },
  requestIdsInCompletions: {
    claim: '`request_id` in the body of a completion is its id; before it is ignored',
    since: '0.10.1',
    evidence: 'read in source',
    source: 'reference 7.4',
  },
  requestIdHeader: {
    claim: 'the header `X-Request-Id` gives an answer its id',
    since: '0.6.5',
    evidence: 'read in source',
    source: 'reference 13',
  },
  requestTemplatesRefused: {
    claim: 'a `chat_template` in the request is 400; before this engine ignores it',
    since: '0.11.0',
    evidence: 'read in source',
    source: 'reference 2.2; seen on 0.32.0',
  },

  cacheSaltChecked: {
    claim: '`cache_salt` of a chat must be a text that is not empty; before it is ignored',
    since: '0.9.0',
    evidence: 'read in source',
    source: 'reference 2.2; seen on 0.16.0, 0.32.0',
  },
  completionSaltChecked: {
    claim: 'the same on completions',
    since: '0.10.0',
    evidence: 'read in source',
    source: 'reference 13; seen on 0.16.0, 0.32.0',
  },
  cacheSaltBounded: {
    claim:
      '`cache_salt` is at most 128 characters long and has none of `@`, `/`, `\\` and NUL, else 400',
    since: '0.30.0',
    evidence: 'seen on a real server',
    source: '0.32.0, and 0.16.0 without; addendum 1.1',
  },
  mediaArgumentsRefused: {
    claim: '`mm_processor_kwargs` and `media_io_kwargs` are 400; before this engine ignores them',
    since: '0.31.0',
    evidence: 'seen on a real server',
    source: '0.32.0, and 0.16.0 without; addendum 1.1 and 3, row 29',
  },
  openaiMembersListed: {
    claim:
      'answers have `service_tier` and `system_fingerprint`, messages `refusal`, `annotations`, `audio` and `function_call`',
    since: '0.10.1',
    evidence: 'assumed',
    source: '0.16.0 and 0.32.0 were seen to; the date is assumed',
  },
  tokenIdsListed: {
    claim: 'choices have `token_ids`, and completions and first chunks `prompt_token_ids`',
    since: '0.10.2',
    evidence: 'read in source',
    source: 'addendum 2.2; seen on 0.16.0, 0.32.0',
  },
  transferListed: {
    claim: 'answers have `kv_transfer_params`',
    since: '0.9.0',
    evidence: 'assumed',
    source: '0.16.0 and 0.32.0 were seen to; the date is assumed',
  },
  promptTextListed: {
    claim: 'chats have `prompt_text`, and so has the first chunk of a streamed one',
    since: '0.24.0',
    evidence: 'seen on a real server',
    source: '0.32.0, and 0.16.0 without; addendum 2.1, row 2.2, for the date',
  },
  metricsListed: {
    claim: 'answers have `metrics`',
    since: '0.28.0',
    evidence: 'seen on a real server',
    source: '0.32.0, and 0.16.0 without; addendum 2.2 for the date',
  },
  completionDetailsListed: {
    claim: '`usage` has `completion_tokens_details`, also where it is null',
    since: '0.28.0',
    evidence: 'seen on a real server',
    source: '0.32.0, and 0.16.0 without; addendum 2.2 for the date',
  },
  routedExpertsListed: {
    claim: 'answers have `ec_transfer_params`, and choices `routed_experts`',
    since: '0.32.0',
    evidence: 'seen on a real server',
    source: '0.32.0, and 0.16.0 without',
  },
  emptyUsageInChunks: {
    claim: 'chunks of a completion have `usage: null`, or `prompt_tokens_details` in it',
    until: '0.32.0',
    evidence: 'seen on a real server',
    source: '0.16.0, and 0.32.0 without',
  },

  // Routes and metrics
  pingRoute: {
    claim: '`/ping`',
    since: '0.6.6',
    evidence: 'read in source',
    source: 'reference 1.1',
  },
  scaleOutForbidden: {
    claim: '`/v1/…/render`, `/v1/…/derender` and `/inference/…` are 403',
    since: '0.32.0',
    frontend: 'python',
    plain: false,
    evidence: 'seen on a real server',
    source: '0.32.0; addendum 1.5',
  },
  decisionsUnsupported: {
    claim:
      '`/v1/systemone` with `state` and `questions` is 501 for a model that cannot decide; before 404',
    since: '0.32.0',
    frontend: 'python',
    plain: false,
    evidence: 'seen on a real server',
    source: '0.32.0, and 0.10.2 and 0.16.0 without',
  },
  keyGuardsMoreThanV1: {
    claim: 'an API key guards `/v2` and `/inference` beside `/v1`',
    since: '0.24.0',
    evidence: 'read in source',
    source: 'addendum 2.1, row 1.7',
  },
  engineLabels: {
    claim: 'metrics have the label `engine`',
    since: '0.8.3',
    evidence: 'read in source',
    source: 'reference 1.5',
  },
  swappedRequests: {
    claim: 'the metric `vllm:num_requests_swapped`',
    until: '0.9.1',
    evidence: 'read in source',
    source: 'reference 1.5',
  },

  // Other frontends
  fewParameters: {
    claim:
      'beams, `n` above 1, `suffix`, `truncate_prompt_tokens`, `length_penalty` and `mm_processor_kwargs` are 400',
    frontend: 'rust',
    evidence: 'read in source',
    source: 'reference 8; the texts are assumed',
  },
  fewRoutes: {
    claim: 'there is no `/ping`',
    frontend: 'rust',
    evidence: 'read in source',
    source: 'reference 8',
  },
  routerChecksModel: {
    claim: 'a missing `model` is 400 and an unknown one 404, both as `{"error":"text"}`',
    frontend: 'router',
    evidence: 'read in source',
    source: 'reference 12.2; the text of the 400 is assumed',
  },
  routerRoutes: {
    claim: '`/version` and `/metrics` are those of the router, and adapters cannot be loaded (404)',
    frontend: 'router',
    evidence: 'read in source',
    source: 'reference 12.2; the names of its metrics are assumed',
  },
  requestIdEchoed: {
    claim: 'answers have the header `X-Request-Id`',
    frontend: 'router',
    evidence: 'read in source',
    source: 'reference 12.2',
  },
} as const satisfies Readonly<Record<string, QuirkRow>>;
