import type { Command } from '../command';
import { helpText } from '../help';
import { runVerb } from '../verbs';
import { check, checkOptions } from './check';
import { lint, lintOptions } from './lint';
import { sample, sampleOptions } from './sample';

/** `trellis grammar`: looks at a grammar without any server. */
export const grammar: Command = {
  name: 'grammar',
  help: helpText({
    usage: [
      'grammar lint FILE [--json]',
      'grammar sample FILE [--n N] [--seed S] [--json]',
      'grammar check FILE [--text FILE] [--json]',
    ],
    about: `
Works on a grammar in XGrammar's EBNF (.gbnf, .ebnf), as vLLM takes it; no server is needed.

lint    lists every problem with its line and column, and warns of what some servers do not read.
sample  writes texts of the grammar that show all its alternatives, each checked by XGrammar.
check   checks a text: 0 if it matches, 4 if it does not, with the byte (from 0), line and column of
        the first mismatch, 5 if it matches so far but is not complete.

A FILE of - is standard input. A grammar with problems ends with code 2.`,
    options: { ...lintOptions, ...sampleOptions, ...checkOptions },
  }),
  run: (args, context) => runVerb({ lint, sample, check }, args, context),
};
