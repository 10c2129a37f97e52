import type { QuirkRow } from './quirkRow';

/** What differs in which constraints a release follows, and how it refuses them. */
export const constraintQuirks = {
  structuredOutputsCount: {
    claim: '`structured_outputs` is followed; before it is ignored',
    since: '0.11.0',
    evidence: 'seen on a real server',
    source: '0.10.2 ignored, 0.16.0 enforced; reference 3.1',
  },
  guidedFieldsCount: {
    claim: '`guided_*` are followed where `structured_outputs` is not; later they are ignored',
    until: '0.12.0',
    plain: true,
    evidence: 'seen on a real server',
    source: '0.10.2 enforced, 0.16.0 ignored; reference 3.1',
  },
  completionsJsonSchema: {
    claim: '`response_format` with `json_schema` is followed on completions; before it is ignored',
    since: '0.11.1',
    evidence: 'read in source',
    source: 'reference 3.1',
  },
  emptyConstraintRefused: {
    claim: '`structured_outputs: {}` is 400; before it was no constraint',
    since: '0.16.0',
    evidence: 'seen on a real server',
    source: '0.16.0, 0.32.0; addendum 2.1, row 3.2 for 0.14',
  },
  grammarErrorsPrefixed: {
    claim: 'an invalid grammar is told as `Invalid grammar specification: …`; before without it',
    since: '0.28.0',
    evidence: 'seen on a real server',
    source: '0.32.0, and 0.10.2 and 0.16.0 without; addendum 3, row 24',
  },
  quotedGrammarsEndInBreak: {
    claim: 'an invalid regex is told with a line break at the end of the message',
    until: '0.32.0',
    evidence: 'seen on a real server',
    source: '0.16.0, and 0.32.0 without',
  },
  faultsBeforeStream: {
    claim:
      'a constraint that cannot be read, and too many logprobs, are 400 before a stream begins; in other releases an event in it',
    since: '0.11.0',
    until: '0.32.0',
    evidence: 'seen on a real server',
    source:
      '0.16.0, and 0.32.0 without; the release it began with is assumed, that it was not so before is the reference, 3.5',
  },
  fallbackSwitchListed: {
    claim: "the 400 for no kind of constraint, or several, lists `'disable_fallback': False`",
    until: '0.32.0',
    evidence: 'seen on a real server',
    source: '0.16.0, and 0.32.0 without',
  },
  jsonFaultsTold: {
    claim:
      'a schema or structural tag that is no JSON is told as Python tells it: `… line 1 column 2 (char 1)`; later `Invalid JSON grammar specification.`',
    until: '0.32.0',
    evidence: 'seen on a real server',
    source: '0.16.0, and 0.32.0 without',
  },
  structuralTagFormat: {
    claim: '`response_format` may be a `structural_tag`; before it is 400',
    since: '0.8.5',
    evidence: 'assumed',
    source: 'reference 3.1 knows it without a date; seen on 0.16.0, 0.32.0',
  },
  structuralTagsChecked: {
    claim:
      'a structural tag that is none is 400 `Invalid structured_outputs structural_tag specification.`, or `response_format`',
    since: '0.32.0',
    evidence: 'seen on a real server',
    source: '0.32.0, and 0.16.0 without',
  },
  completionsUnconstrainedWithParser: {
    claim:
      'with a reasoning parser, constraints on completions count only after `</think>` in the prompt; elsewhere they are read, refused where they cannot be, and not followed',
    evidence: 'seen on a real server',
    source: '0.10.2, 0.16.0, 0.32.0',
  },
  beamsUnconstrained: {
    claim: 'constraints are ignored with beams',
    evidence: 'seen on a real server',
    source: '0.10.2, 0.16.0, 0.32.0',
  },
} as const satisfies Readonly<Record<string, QuirkRow>>;
