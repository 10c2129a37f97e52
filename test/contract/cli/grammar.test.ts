/** `trellis grammar` with XGrammar in its worker, as a process where that matters. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDocument } from '../../support/documents';
import { runHere } from '../../support/runCommands';
import { runTrellis } from '../../support/runTrellis';

const sound = 'root ::= "Hello" ", " name "!"\nname ::= [A-Z] [a-z]{2,4} | "Ü" name\n';
const broken = 'root ::= "a\nb ::= [z-a]\n';
const dialect = 'root ::= "\\e"\nlost ::= "x"\n';

let folder: string;
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-grammar-'));
  await writeFile(at('sound.gbnf'), sound);
  await writeFile(at('broken.gbnf'), broken);
  await writeFile(at('dialect.gbnf'), dialect);
  await writeFile(at('text'), 'Hello, Üüb!\n');
  await writeFile(at('latin1'), Buffer.from('Hello, Üb!', 'latin1'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('trellis grammar lint', () => {
  it('says that nothing is wrong', async () => {
    const { code, stdout, stderr } = await runTrellis(['grammar', 'lint', at('sound.gbnf')]);
    expect([code, stdout, stderr]).toEqual([0, `${at('sound.gbnf')}: no problems\n`, '']);
  });

  it('tells every problem with its place, and ends with 2', async () => {
    const { code, stdout } = await runHere(['grammar', 'lint', '-'], { stdin: broken });
    expect(code).toBe(2);
    expect(stdout.split('\n')).toEqual([
      'standard input:1:10: error: this literal is not closed on its line',
      'standard input:2:8: error: this range runs backwards',
      '',
    ]);
  });

  it('warns of what not every server reads, and ends with 0', async () => {
    const { code, stdout } = await runHere(['grammar', 'lint', at('dialect.gbnf'), '--json']);
    expect(code).toBe(0);
    expect(readDocument('grammar-lint', stdout)).toMatchObject({
      valid: true,
      rules: 2,
      problems: [
        { severity: 'warning', line: 1, column: 11 },
        { severity: 'warning', line: 2, column: 1 },
      ],
    });
  });

  it('describes an invalid grammar in a document, too', async () => {
    const { code, stdout } = await runHere(['grammar', 'lint', at('broken.gbnf'), '--json']);
    expect(code).toBe(2);
    expect(readDocument('grammar-lint', stdout)).toMatchObject({ valid: false, rules: null });
  });
});

describe('trellis grammar sample', () => {
  it('writes texts that it checked itself, the same for the same seed', async () => {
    const args = ['grammar', 'sample', at('sound.gbnf'), '--n', '6', '--seed', '7', '--json'];
    const [one, other] = await Promise.all([runTrellis(args), runTrellis(args)]);
    expect(one).toEqual(other);
    expect(one.code).toBe(0);
    const document = readDocument('grammar-sample', one.stdout);
    expect(document).toMatchObject({ seed: 7, coverage: { covered: 4, total: 4 } });
    const samples = document['samples'] as readonly { text: string; match: string }[];
    expect(samples).toHaveLength(6);
    for (const { text, match } of samples) {
      expect(text).toMatch(/^Hello, Ü*[A-Z][a-z]{2,4}!$/);
      expect(match).toBe('complete');
    }
  });

  it('parts texts of several lines', async () => {
    const stdin = 'root ::= "a\\nb"';
    const { stdout, stderr } = await runHere(['grammar', 'sample', '-', '--n', '2'], { stdin });
    expect(stdout).toBe('a\nb\n---\na\nb\n');
    expect(stderr).toBe('2 texts show 0 of 0 alternatives and repetitions (seed 0)\n');
  });

  it.each([
    [['--n', '0'], '--n takes a whole number from 1 to 10000, not “0”'],
    [['--seed', 'x'], '--seed takes a whole number'],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await runHere(['grammar', 'sample', at('sound.gbnf'), ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain(`trellis: ${message}`);
  });
});

describe('trellis grammar check', () => {
  it.each([
    ['Hello, Bob!', 0, 'standard input: matches\n'],
    ['Hello, B', 5, 'standard input: matches so far, but is not complete\n'],
    [
      'Hello, ÜBo\n',
      4,
      'standard input:1:11: does not match from byte 11, line 1, column 11: expected "a" to "z"; all but its last line break matches\n',
    ],
  ])('judges %j', async (stdin, code, stdout) => {
    const ended = await runHere(['grammar', 'check', at('sound.gbnf')], { stdin });
    expect(ended).toEqual({ code, stdout, stderr: '' });
  });

  it('prints the byte, line and column of the first mismatch', async () => {
    const args = ['grammar', 'check', at('sound.gbnf'), '--text', at('text'), '--json'];
    const { code, stdout } = await runHere(args);
    expect(code).toBe(4);
    expect(readDocument('grammar-check', stdout)).toMatchObject({
      match: 'mismatch',
      byte: 9,
      line: 1,
      column: 9,
      expected: { characters: [['A', 'Z']], beyondAscii: true, end: false },
    });
  });

  it.each([
    [['check', 'nowhere.gbnf'], 'cannot read nowhere.gbnf: there is no such file'],
    [['check', '-'], 'cannot both come from standard input'],
    [['check'], 'FILE is missing'],
    [['brew'], 'there is no “brew”: lint, sample, check'],
    [[], 'say what to do: lint, sample, check'],
  ])('%j is bad usage', async (args, message) => {
    const { code, stdout, stderr } = await runHere(['grammar', ...args]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr.trimEnd()).not.toContain('\n');
  });

  it('finds the first byte that is no text', async () => {
    const args = ['grammar', 'check', at('sound.gbnf'), '--text', at('latin1')];
    const { code, stdout } = await runHere([...args, '--json']);
    expect(code).toBe(4);
    expect(readDocument('grammar-check', stdout)).toMatchObject({
      match: 'mismatch',
      byte: 7,
      line: 1,
      column: 8,
      because: 'the bytes are not UTF-8',
    });
  });

  it('tells all problems of a grammar in a document, too', async () => {
    const { code, stdout } = await runHere(['grammar', 'check', at('broken.gbnf'), '--json']);
    expect(code).toBe(2);
    expect(readDocument('error', stdout)).toMatchObject({
      error: {
        exit: 2,
        source: at('broken.gbnf'),
        problems: [
          { line: 1, column: 10 },
          { line: 2, column: 8 },
        ],
      },
    });
  });

  it('refuses an invalid grammar', async () => {
    const invalid = await runHere(['grammar', 'check', at('broken.gbnf')]);
    expect(invalid.code).toBe(2);
    expect(invalid.stderr).toContain('broken.gbnf:1:10: this literal is not closed');
  });
});
