import { describe, expect, it } from 'vitest';
import { createRedaction } from '../../../src/base/redaction';
import { createTerminal } from '../../../src/cli/terminal';

function terminal(kind: 'screen' | 'pipe', env: Readonly<Record<string, string>> = {}) {
  const written = { out: '', err: '' };
  const isTTY = kind === 'screen';
  const redaction = createRedaction();
  const made = createTerminal({
    stdout: { isTTY, write: (text) => (written.out += text) },
    stderr: { isTTY, write: (text) => (written.err += text) },
    env,
    redaction,
  });
  return { ...made, written };
}

describe('a terminal', () => {
  it('hands a program the text as it is, and no line break of ours', () => {
    const { answer, endLine, written } = terminal('pipe');
    answer('\u001b[31mred');
    endLine();
    expect(written.out).toBe('\u001b[31mred');
  });

  it('shows control characters on a screen instead of obeying them, and ends the line once', () => {
    const { write, endLine, written } = terminal('screen');
    write('a\tb\n\u001b]0;title\u0007\u007f\u009b1m\r');
    endLine();
    endLine();
    expect(written.out).toBe('a\tb\n\u241b]0;title\u2407\u2421\\u009b1m\u240d\n');
  });

  it('shows what nobody sees on a screen, and hands it to a program as it is', () => {
    const screen = terminal('screen');
    screen.write('user\u202e // nimda');
    screen.think('a\u200bb');
    expect(screen.written).toEqual({
      out: 'user\\u202e // nimda',
      err: '\u001b[2ma\\u200bb\u001b[22m',
    });
    const pipe = terminal('pipe');
    pipe.write('user\u202e // nimda');
    expect(pipe.written.out).toBe('user\u202e // nimda');
  });

  it('leaves a family whole that comes in pieces', () => {
    const { write, written } = terminal('screen');
    for (const piece of ['👩', '\u200d', '👧', '\u200d\u200d']) write(piece);
    expect(written.out).toBe('👩\u200d👧\\u200d\\u200d');
  });

  it.each(['pipe', 'screen'] as const)('lets nobody forge a note of ours on a %s', (kind) => {
    const { note, written } = terminal(kind);
    note('trellis: refused: no\ntrellis: all is well');
    expect(written.err).toBe('trellis: refused: no\n  trellis: all is well\n');
  });

  it.each(['pipe', 'screen'] as const)('lets no note steer a terminal, on a %s', (kind) => {
    const { note, written } = terminal(kind);
    note('trellis: refused: \u001b]8;;http://x\u0007L\u009b1m \u202eabc\u200b');
    expect(written.err).toBe('trellis: refused: ␛]8;;http://x␇L\\u009b1m \\u202eabc\\u200b\n');
  });

  it('leaves secrets out of results and notes, and never out of a model’s own words', () => {
    const { write, note, answer, think, learn, written } = terminal('pipe');
    learn('sk-abcdef123456');
    answer('the answer sk-abcdef123456');
    write(' sk-abcdef123456');
    think('sk-abcdef123456');
    note('not sk-abcdef123456');
    expect(written.out).toBe('the answer sk-abcdef123456 •••');
    expect(written.err).toBe('sk-abcdef123456\nnot •••\n');
  });

  it('dims thoughts on a screen and puts notes on lines of their own', () => {
    const { think, note, written } = terminal('screen');
    think('hm');
    note('trellis: a sentence');
    expect(written.err).toBe('\u001b[2mhm\u001b[22m\ntrellis: a sentence\n');
  });

  it.each([
    ['pipe', {}],
    ['screen', { NO_COLOR: '1' }],
    ['screen', { TERM: 'dumb' }],
  ] as const)('writes thoughts plainly on a %s with %j', (kind, env) => {
    const { think, written } = terminal(kind, env);
    think('hm');
    expect(written.err).toBe('hm');
  });

  it.each([
    [undefined, 'asking for tokenize'],
    [0, 'asking for tokenize'],
    [80, 'asking for tokenize'],
    [22, 'asking for tokenize'],
    [21, 'asking for tokeni…'],
    [12, 'asking f…'],
    [4, '…'],
    [3, ''],
  ])('keeps what it erases again on one line, of %s columns', (columns, shown) => {
    let written = '';
    const redaction = createRedaction();
    const { progress } = createTerminal({
      stdout: { write: () => undefined },
      stderr: {
        isTTY: true,
        ...(columns !== undefined && { columns }),
        write: (text) => (written += text),
      },
      env: {},
      redaction,
    });
    progress('asking for tokenize');
    expect(written).toBe(`\r\u001b[2K${shown}`);
  });

  it('reads an empty NO_COLOR as none', () => {
    const { think, written } = terminal('screen', { NO_COLOR: '' });
    think('hm');
    expect(written.err).toContain('\u001b[2m');
  });
});
