import type { Disposable } from '../base/disposable';
import type { ByteMatcher } from './byteMatcher';
import type { Constraint } from './constraint';
import { readConstraint } from './constraintGrammar';
import { anyJsonGrammar, createJsonJudge } from './judgeJson';
import { createTagsJudge } from './judgeTags';
import { matchText, type Ending, type Match } from './match';
import { printGrammar } from './printGrammar';
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
    case 'choice':
    case 'grammar': {
      const { grammar, problems } = readConstraint(constraint);
      if (grammar) return createFollower(compiler, printGrammar(grammar));
      const reason = problems[0]?.message ?? 'the constraint cannot be read';
      return { judge: () => ({ match: 'unchecked', reason }), dispose() {} };
    }
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
