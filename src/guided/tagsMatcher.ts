import { isJson } from '../base/json';
import type { Constraint, StructuralTag } from './constraint';
import { createJsonMatcher, type MatchJsonText } from './jsonMatcher';
import type { TextEnd, Match } from './match';
import { placeAt } from './textPosition';

type StructuralTags = Extract<Constraint, { kind: 'structuralTag' }>;

/**
 * Judges whether every trigger in a text begins one of the tags, and each holds what its schema
 * asks.
 */
export function createTagsMatcher(
  { triggers, tags }: StructuralTags,
  followJson: MatchJsonText,
): (text: string, ending: TextEnd) => Match {
  const judged = tags.map((tag) => ({ ...tag, judge: createJsonMatcher(tag.schema, followJson) }));
  return (text, ending) => {
    let offset = 0;
    for (;;) {
      const start = firstOf(text, triggers, offset);
      if (start === undefined) return { match: 'complete' };
      const rest = text.slice(start);
      const tag = judged.find(({ begin }) => rest.startsWith(begin));
      if (!tag) {
        return tags.some(({ begin }) => begin.startsWith(rest))
          ? { match: 'legal-prefix' }
          : { match: 'mismatch', ...placeAt(text, start), because: 'no tag begins like this' };
      }
      const from = start + tag.begin.length;
      const content = contentOf(text.slice(from), tag);
      const end = from + content.length;
      const closing = text.slice(end);
      const verdict = tag.judge(content, closing === '' ? ending : 'ended');
      if (verdict.match === 'mismatch') return moved(verdict, text, from);
      if (verdict.match !== 'complete') return verdict;
      if (!closing.startsWith(tag.end)) {
        return tag.end.startsWith(closing)
          ? { match: 'legal-prefix' }
          : { match: 'mismatch', ...placeAt(text, end), because: 'the tag does not end here' };
      }
      offset = end + tag.end.length;
    }
  };
}

/** Up to the first end behind which the content is whole; the end may stand in a string, too. */
function contentOf(text: string, { end }: StructuralTag): string {
  if (end === '') return text;
  for (let at = text.indexOf(end); at !== -1; at = text.indexOf(end, at + 1)) {
    if (isJson(text.slice(0, at))) return text.slice(0, at);
  }
  return withoutPartial(text, end);
}

/** A text cut within its end: what precedes the beginning of the end. */
function withoutPartial(text: string, end: string): string {
  for (let length = Math.min(end.length - 1, text.length); length > 0; length--) {
    const content = text.slice(0, text.length - length);
    if (text.endsWith(end.slice(0, length)) && isJson(content)) return content;
  }
  return text;
}

function firstOf(text: string, triggers: readonly string[], from: number): number | undefined {
  const places = triggers.map((trigger) => text.indexOf(trigger, from)).filter((at) => at !== -1);
  return places.length === 0 ? undefined : Math.min(...places);
}

/** A position within the content, as one within the whole text. */
function moved(
  verdict: Extract<Match, { match: 'mismatch' }>,
  text: string,
  offset: number,
): Match {
  const start = placeAt(text, offset);
  return {
    ...verdict,
    byte: start.byte + verdict.byte,
    line: start.line + verdict.line - 1,
    column: verdict.line === 1 ? start.column + verdict.column - 1 : verdict.column,
  };
}
