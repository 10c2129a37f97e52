import type { ByteMatcher } from './byteMatcher';
import type { Constraint } from './constraint';
import { readConstraint } from './constraintGrammar';
import { anyJsonGrammar, judgeJson } from './judgeJson';
import { judgeTags } from './judgeTags';
import { matchText, type Match } from './match';
import { printGrammar } from './printGrammar';
import type { ByteCompiler } from './xgrammar';

/** Judges a text against a constraint: JSON by its schema itself, all else by XGrammar. */
export function judge(
  compiler: ByteCompiler,
  constraint: Constraint,
  text: string,
): Promise<Match> {
  const followJson = (json: string): Promise<Match> => follow(compiler, anyJsonGrammar, json);
  switch (constraint.kind) {
    case 'json':
      return judgeJson(text, constraint.schema, followJson);
    case 'jsonObject':
      return judgeJson(text, { type: 'object' }, followJson);
    case 'structuralTag':
      return judgeTags(text, constraint, followJson);
    case 'regex':
    case 'choice':
    case 'grammar': {
      const { grammar, problems } = readConstraint(constraint);
      if (grammar) return follow(compiler, printGrammar(grammar), text);
      const reason = problems[0]?.message ?? 'the constraint cannot be read';
      return Promise.resolve({ match: 'unchecked', reason });
    }
  }
}

async function follow(compiler: ByteCompiler, ebnf: string, text: string): Promise<Match> {
  const compiled = await compiler.compile(ebnf);
  let matcher: ByteMatcher | undefined;
  try {
    matcher = await compiled.createMatcher();
    return matchText(matcher, text);
  } finally {
    matcher?.dispose();
    compiled.dispose();
  }
}
