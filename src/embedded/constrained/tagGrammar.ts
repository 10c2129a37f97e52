import { readConstraint } from '../../guided/constraintGrammar';
import type { GrammarReading } from '../../guided/ebnf';
import {
  choice,
  literal,
  repetition,
  rootName,
  rule,
  sequence,
  type Expression,
  type Grammar,
  type Rule,
} from '../../guided/grammar';
import type { Tag, TaggedConstraint } from './engineConstraint';

/** Reads tags one after another, with nothing else between them but their separator. */
export function readTagsOnly(constraint: TaggedConstraint): GrammarReading {
  const { least, most, separator } = constraint;
  const tags = readTags(constraint.tags);
  if (tags.problems !== undefined) return tags;
  const one = rule('tag');
  const more = sequence(literal(separator), one);
  const body = sequence(one, repetition(more, Math.max(least - 1, 0), most && most - 1));
  const whole = least === 0 ? repetition(body, 0, 1) : body;
  return { grammar: withRoot(tags.grammar, whole) };
}

/** Reads what follows `trigger`: the rest of a tag that it begins. */
export function readTriggered(constraint: TaggedConstraint, trigger: string): GrammarReading {
  const begun = constraint.tags
    .filter(({ begin }) => begin.startsWith(trigger))
    .map((tag) => ({ ...tag, begin: tag.begin.slice(trigger.length) }));
  const tags = readTags(begun);
  return tags.problems === undefined ? { grammar: withRoot(tags.grammar, rule('tag')) } : tags;
}

function withRoot(grammar: Grammar, body: Expression): Grammar {
  return new Map<string, Rule>([[rootName, { body }], ...grammar]);
}

/** A grammar whose rule `tag` is any one of `tags`. */
function readTags(tags: readonly Tag[]): GrammarReading {
  const rules = new Map<string, Rule>();
  const alternatives: Expression[] = [];
  for (const [index, { begin, content, end }] of tags.entries()) {
    const reading = readConstraint(content);
    if (reading.problems !== undefined) return reading;
    const named = (name: string): string => `tag${index}_${name}`;
    for (const [name, { body }] of reading.grammar) {
      rules.set(named(name), { body: renamed(body, named) });
    }
    alternatives.push(sequence(literal(begin), rule(named(rootName)), literal(end)));
  }
  return { grammar: new Map([['tag', { body: choice(...alternatives) }], ...rules]) };
}

function renamed(expression: Expression, named: (name: string) => string): Expression {
  switch (expression.kind) {
    case 'literal':
    case 'characters':
      return expression;
    case 'rule':
      return rule(named(expression.name));
    case 'sequence':
    case 'choice':
      return { ...expression, items: expression.items.map((item) => renamed(item, named)) };
    case 'repetition':
      return { ...expression, body: renamed(expression.body, named) };
  }
}
