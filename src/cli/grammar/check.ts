import { assertNever } from '../../base/assertNever';
import type { Match } from '../../guided/match';
import { placeAt } from '../../guided/textPosition';
import type { CommandContext } from '../command';
import { jsonOption, writeDocument } from '../document';
import type { ExitName } from '../exit';
import { fileLabel, standardInput, utf8Before } from '../files';
import { exitOfMatch, matchDocument, mismatchWords } from '../matchWords';
import { readArguments, type OptionTable } from '../options';
import { locationText } from '../problems';
import { UsageError } from '../usageError';
import { readSoundGrammar } from './readGrammar';

export const checkOptions = {
  text: { type: 'string', value: 'FILE', help: 'the text (default: standard input)' },
  json: jsonOption,
} as const satisfies OptionTable;

/** Judges a text by a grammar, and tells the first place where it goes wrong. */
export async function check(args: readonly string[], context: CommandContext): Promise<ExitName> {
  const { values, positionals } = readArguments(args, checkOptions, ['FILE']);
  const { files, terminal } = context;
  const [path = ''] = positionals;
  const textPath = values.text ?? standardInput;
  if (path === standardInput && textPath === standardInput) {
    throw new UsageError('grammar and text cannot both come from standard input');
  }
  const { source } = await readSoundGrammar(files, path);
  const bytes = await files.readBytes(textPath);
  const text = utf8Before(bytes);
  const verifier = await context.openVerifier();
  const verdict = await verifier.verify({ kind: 'grammar', source }, text);
  verifier.dispose();
  const match = Buffer.byteLength(text) === bytes.length ? verdict : brokenOff(verdict, text);
  if (values.json) {
    writeDocument(terminal, { grammar: path, text: textPath, ...matchDocument(match) });
  } else if (match.match !== 'unchecked') {
    terminal.write(`${placeIn(fileLabel(textPath), match)}: ${wordsFor(match, text)}\n`);
  }
  if (match.match === 'unchecked') terminal.note(`trellis: not checked: ${match.reason}`);
  return exitOfMatch(match);
}

/** A grammar is one of characters: bytes that are none match nothing. */
function brokenOff(verdict: Match, text: string): Match {
  if (verdict.match === 'mismatch' || verdict.match === 'unchecked') return verdict;
  return { match: 'mismatch', ...placeAt(text, text.length), because: 'the bytes are not UTF-8' };
}

function placeIn(name: string, match: Match): string {
  return match.match === 'mismatch' ? locationText(name, match) : name;
}

function wordsFor(match: Match, text: string): string {
  switch (match.match) {
    case 'complete':
      return 'matches';
    case 'legal-prefix':
      return 'matches so far, but is not complete';
    case 'mismatch': {
      const atLastBreak = text.endsWith('\n') && match.byte === Buffer.byteLength(text) - 1;
      const hint = atLastBreak ? '; all but its last line break matches' : '';
      return mismatchWords(match) + hint;
    }
    case 'unchecked':
      return `not checked: ${match.reason}`;
    default:
      return assertNever(match);
  }
}
