/** A server that means harm, and what the command line prints of it. */
import { describe, expect, it } from 'vitest';
import { readDocument } from '../../support/documents';
import { hostileKey, hostileServer, wish } from '../../support/hostileServer';
import { hostileControls, worstWords } from '../../support/hostileWords';
import { runTrellis } from '../../support/runTrellis';
import { startScriptedServer } from '../../support/scriptedServer';

const hidden = hostileControls['an override'];

async function against(args: readonly string[], key = hostileKey) {
  await using server = await startScriptedServer(hostileServer);
  return await runTrellis(args, {
    env: { TRELLIS_BASE_URL: server.baseUrl.api, TRELLIS_API_KEY: key },
  });
}

/** What anybody reads is bounded, and no line of it is somebody else's. */
function expectNotes(stderr: string): void {
  expect(stderr.length).toBeLessThan(8_000);
  for (const line of stderr.trimEnd().split('\n')) expect(line).toMatch(/^(?:trellis: | {2})/);
}

describe('words of a hostile server', () => {
  it.each([
    [['generate', wish.failure], 3, 'refused: [Fix it now]'],
    [['generate', wish.endlessFailure], 3, 'failed: '],
    [['adapters', 'load', '../../x', '/etc/passwd'], 3, ''],
    [['adapters', 'unload', '__proto__'], 3, ''],
  ])('%j: are told in one note, and cut', async (args, code, words) => {
    const ended = await against(args);
    expect(ended.code).toBe(code);
    expect(ended.stdout).toBe('');
    expect(ended.stderr).toContain(words);
    expectNotes(ended.stderr);
  });

  it('refuse a key without becoming a note of their own', async () => {
    const { code, stderr } = await against(['doctor'], 'wrong-key');
    expect(code).toBe(3);
    expect(stderr).toContain('refuses the key');
    expectNotes(stderr);
  });

  it('stay in their rows', async () => {
    const { stdout } = await against(['adapters', 'list']);
    const { models } = readDocument('doctor', (await against(['doctor', '--json'])).stdout) as {
      readonly models: readonly { readonly parent: string | null }[];
    };
    const adapters = models.filter(({ parent }) => parent !== null);
    expect(adapters.length).toBeGreaterThan(40);
    expect(stdout.trimEnd().split('\n')).toHaveLength(adapters.length);
    expect(stdout).not.toContain('\r');
  });

  it('are the answer as it came, and what nobody sees of it is told', async () => {
    const { code, stdout, stderr } = await against(['generate', 'x', '--stream']);
    // A piece of it cannot be read.
    expect(code).toBe(3);
    expect(stdout).toContain('user\u202e // nimda');
    expect(stderr).toMatch(/holds invisible characters from line \d+, column \d+ on: .*U\+202E/);
  });

  it('are told in a document with their places, as its schema says', async () => {
    const { stdout } = await against(['generate', wish.hidden, '--json']);
    const { model, text, invisibleCharacters } = readDocument('generate', stdout) as {
      readonly model: string;
      readonly text: string;
      readonly invisibleCharacters: readonly unknown[];
    };
    expect(model).toBe(worstWords);
    expect(text).toBe(hidden);
    expect(invisibleCharacters).toEqual([
      { name: 'U+202E', count: 1, line: 1, column: 5 },
      { name: 'U+2066', count: 1, line: 1, column: 15 },
      { name: 'U+2069', count: 1, line: 1, column: 17 },
    ]);
  });
});
