import type { Disposable } from '../base/disposable';
import type { ByteMatcher } from './byteMatcher';
import type { Constraint } from './constraint';
import type { GrammarReading } from './ebnf';
import { readConstraint } from './constraintGrammar';
import { anyJsonGrammar, createJsonJudge } from './judgeJson';
import { createTagsJudge } from './judgeTags';
import { matchText, type Ending, type Match } from './match';
import { printGrammar } from './printGrammar';
import { readRegex } from './regex';
import { ambiguityOf } from './regexPortability';
import type { ByteCompiler } from './xgrammar';

/** A constraint that is compiled: texts are held against it. */
export interface Judge extends Disposable {
  judge(text: string, ending: Ending): Match;
}

/** Compiles what judges texts: JSON by its schema itself, all else by XGrammar. */
export async function createJudge(compiler: ByteCompiler, constraint: Constraint): Promise<Judge> {
  switch (constraint.kind) {
    case 'json':
      return jsonJudge(compiler, constraint.schema);
    case 'jsonObject':
      return jsonJudge(compiler, { type: 'object' });
    case 'structuralTag': {
      const follower = await createFollower(compiler, anyJsonGrammar);
      const judgeTags = createTagsJudge(constraint, (text) => follower.judge(text, 'open'));
      return { judge: judgeTags, dispose: () => follower.dispose() };
    }
    case 'regex':
      return regexJudge(compiler, constraint.pattern);
    case 'choice':
    case 'grammar':
      return grammarJudge(compiler, readConstraint(constraint));
  }
}

/** Judges one text. */
export async function judge(
  compiler: ByteCompiler,
  constraint: Constraint,
  text: string,
  ending: Ending = 'open',
): Promise<Match> {
  const judging = await createJudge(compiler, constraint);
  try {
    return judging.judge(text, ending);
  } finally {
    judging.dispose();
  }
}

function grammarJudge(compiler: ByteCompiler, reading: GrammarReading): Promise<Judge> {
  const { grammar, problems } = reading;
  if (grammar) return createFollower(compiler, printGrammar(grammar));
  const reason = problems[0]?.message ?? 'the constraint cannot be read';
  return Promise.resolve({ judge: () => ({ match: 'unchecked', reason }), dispose() {} });
}

/** Nobody tells which engine a server has, so that a verdict is one that holds for each. */
async function regexJudge(compiler: ByteCompiler, pattern: string): Promise<Judge> {
  const byAll = await grammarJudge(compiler, readRegex(pattern, 'all'));
  const ambiguity = ambiguityOf(pattern);
  if (ambiguity === undefined) return byAll;
  const bySome = await grammarJudge(compiler, readRegex(pattern, 'some'));
  return {
    judge(text, ending) {
      const strict = byAll.judge(text, ending);
      if (strict.match === 'complete' || strict.match === 'unchecked') return strict;
      const loose = bySome.judge(text, ending);
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

async function jsonJudge(compiler: ByteCompiler, schema: unknown): Promise<Judge> {
  const follower = await createFollower(compiler, anyJsonGrammar);
  const judgeJson = createJsonJudge(schema, (text) => follower.judge(text, 'open'));
  return { judge: judgeJson, dispose: () => follower.dispose() };
}

async function createFollower(compiler: ByteCompiler, ebnf: string): Promise<Judge> {
  const compiled = await compiler.compile(ebnf);
  let matcher: ByteMatcher;
  try {
    matcher = await compiled.createMatcher();
  } catch (error) {
    compiled.dispose();
    throw error;
  }
  return {
    judge(text) {
      matcher.reset();
      return matchText(matcher, text);
    },
    dispose() {
      matcher.dispose();
      compiled.dispose();
    },
  };
}
