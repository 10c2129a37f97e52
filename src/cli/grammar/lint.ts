import type { ConstraintProblem } from '../../guided/constraint';
import { costWarnings } from '../../guided/grammarCosts';
import { portabilityWarnings, unusedRules } from '../../guided/portability';
import type { CommandContext } from '../command';
import { jsonOption, writeDocument } from '../document';
import type { ExitName } from '../exit';
import { fileLabel } from '../files';
import { readArguments, type OptionTable } from '../options';
import { locationText, problemDocument } from '../problems';
import { readGrammarFile, type GrammarFile } from './readGrammar';

export const lintOptions = { json: jsonOption } as const satisfies OptionTable;

interface Finding extends ConstraintProblem {
  readonly severity: 'error' | 'warning';
}

/** Tells every problem of a grammar, or else what not every server understands. */
export async function lint(args: readonly string[], context: CommandContext): Promise<ExitName> {
  const { values, positionals } = readArguments(args, lintOptions, ['FILE']);
  const [path = ''] = positionals;
  const file = await readGrammarFile(context.files, path);
  const findings = await findingsIn(file, context);
  const { grammar } = file.reading;
  if (values.json) {
    writeDocument(context.terminal, {
      file: path,
      valid: grammar !== undefined,
      rules: grammar?.size ?? null,
      problems: findings.map((finding) => ({
        severity: finding.severity,
        ...problemDocument(finding),
      })),
    });
  } else {
    const name = fileLabel(path);
    const lines = findings.map(
      (finding) => `${locationText(name, finding)}: ${finding.severity}: ${finding.message}\n`,
    );
    if (lines.length === 0) lines.push(`${name}: no problems\n`);
    context.terminal.write(lines.join(''));
  }
  return grammar === undefined ? 'usage' : 'ok';
}

/** Trellis leaves it out of what it sends; whatever else sends the file is refused. */
const markWarning = {
  severity: 'warning',
  message: 'the file begins with a byte order mark, which servers refuse; it is left out here',
  line: 1,
  column: 1,
} as const;

async function findingsIn(file: GrammarFile, context: CommandContext): Promise<readonly Finding[]> {
  const marks = file.byteOrderMark === 'present' ? [markWarning] : [];
  return [...marks, ...(await findingsInText(file, context))];
}

async function findingsInText(
  { source, reading }: GrammarFile,
  { openVerifier }: CommandContext,
): Promise<readonly Finding[]> {
  if (reading.problems) {
    const lost = reading.partial ? unusedRules(source, reading.partial) : [];
    return [
      ...reading.problems.map((problem) => ({ ...problem, severity: 'error' }) as const),
      ...lost.map((warning) => ({ ...warning, severity: 'warning' }) as const),
    ];
  }
  const { grammar } = reading;
  const warnings = [...portabilityWarnings(source, grammar), ...costWarnings(source, grammar)];
  const verifier = await openVerifier();
  const verdict = await verifier.verify({ kind: 'grammar', source }, '');
  verifier.dispose();
  if (verdict.match === 'unchecked') {
    warnings.push({ message: `XGrammar could not compile it: ${verdict.reason}` });
  }
  return warnings.map((warning) => ({ ...warning, severity: 'warning' }));
}
