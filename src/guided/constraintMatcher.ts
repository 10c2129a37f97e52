import type { Disposable } from '../base/disposable';
import type { ByteMatcher } from './byteMatcher';
import type { Constraint } from './constraint';
import type { GrammarReading } from './ebnf';
import { readConstraint } from './constraintGrammar';
import { anyJsonGrammar, createJsonMatcher } from './jsonMatcher';
import { createTagsMatcher } from './tagsMatcher';
import { matchText, type TextEnd, type Match } from './match';
import { printGrammar } from './printGrammar';
import { readRegex } from './regex';
import { ambiguityOf } from './regexPortability';
import type { ByteCompiler } from './xgrammar';

/** A constraint that is compiled: texts are held against it. */
export interface ConstraintMatcher extends Disposable {
  match(text: string, ending: TextEnd): Match;
}

/** Compiles what judges texts: JSON by its schema itself, all else by XGrammar. */
export async function createConstraintMatcher(
  compiler: ByteCompiler,
  constraint: Constraint,
): Promise<ConstraintMatcher> {
  switch (constraint.kind) {
    case 'json':
      return jsonJudge(compiler, constraint.schema);
    case 'jsonObject':
      return jsonJudge(compiler, { type: 'object' });
    case 'structuralTag': {
      const follower = await createFollower(compiler, anyJsonGrammar);
      const judgeTags = createTagsMatcher(constraint, (text) => follower.match(text, 'open'));
      return { match: judgeTags, dispose: () => follower.dispose() };
    }
    case 'regex':
      return regexJudge(compiler, constraint.pattern);
    case 'choice':
    case 'grammar':
      return grammarJudge(compiler, readConstraint(constraint));
  }
}

function grammarJudge(compiler: ByteCompiler, reading: GrammarReading): Promise<ConstraintMatcher> {
  const { grammar, problems } = reading;
  if (grammar) return createFollower(compiler, printGrammar(grammar));
  const reason = problems[0]?.message ?? 'the constraint cannot be read';
  return Promise.resolve({ match: () => ({ match: 'unchecked', reason }), dispose() {} });
}

/** Nobody tells which engine a server has, so that a verdict is one that holds for each. */
async function regexJudge(compiler: ByteCompiler, pattern: string): Promise<ConstraintMatcher> {
  const byAll = await grammarJudge(compiler, readRegex(pattern, 'all'));
  const ambiguity = ambiguityOf(pattern);
  if (ambiguity === undefined) return byAll;
  const bySome = await grammarJudge(compiler, readRegex(pattern, 'some'));
  return {
    match(text, ending) {
      const strict = byAll.match(text, ending);
      if (strict.match === 'complete' || strict.match === 'unchecked') return strict;
      const loose = bySome.match(text, ending);
      const place = (match: Match): number | undefined =>
        match.match === 'mismatch' ? match.byte : undefined;
      // Where all refuse the same character, what all expect there is told.
      if (place(loose) === place(strict) && loose.match === strict.match) return strict;
      if (loose.match === 'mismatch') return loose;
      return { match: 'unchecked', reason: ambiguity };
    },
    dispose() {
      byAll.dispose();
      bySome.dispose();
    },
  };
}

async function jsonJudge(compiler: ByteCompiler, schema: unknown): Promise<ConstraintMatcher> {
  const follower = await createFollower(compiler, anyJsonGrammar);
  const judgeJson = createJsonMatcher(schema, (text) => follower.match(text, 'open'));
  return { match: judgeJson, dispose: () => follower.dispose() };
}

async function createFollower(compiler: ByteCompiler, ebnf: string): Promise<ConstraintMatcher> {
  const compiled = await compiler.compile(ebnf);
  let matcher: ByteMatcher;
  try {
    matcher = await compiled.createMatcher();
  } catch (error) {
    compiled.dispose();
    throw error;
  }
  return {
    match(text) {
      matcher.reset();
      return matchText(matcher, text);
    },
    dispose() {
      matcher.dispose();
      compiled.dispose();
    },
  };
}
