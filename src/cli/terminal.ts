import { escapeInvisible } from '../base/invisible';
import type { Redaction } from '../base/redaction';

/**
 * Where a command writes: its result on standard output, everything else on standard error. Keys and
 * passwords are left out, whoever put them there.
 */
export interface Terminal extends Redaction {
  /** Part of the result. On a screen, what nobody sees is shown. */
  readonly write: (text: string) => void;
  /**
   * Part of a result that a model wrote. On a screen, what nobody sees is shown; only keys that
   * stand there whole were left out, by `provider`.
   */
  readonly answer: (text: string) => void;
  /** Ends the line of a result on a screen; what a program reads gets no line break of ours. */
  readonly endLine: () => void;
  /** One sentence, on a line of its own; further lines, which may be others' words, are set off. */
  readonly note: (sentence: string) => void;
  /** How far something is, on a line that the next one takes the place of; on a screen only. */
  readonly progress: (sentence: string) => void;
  /** Part of what a model thinks, dimmed where that can be. */
  readonly think: (text: string) => void;
  /** What follows a thought begins on a line of its own. */
  readonly endThought: () => void;
}

/** As much of a stream as is used here. */
export interface Output {
  readonly isTTY?: boolean;
  /** Of a screen, where it says so; it may change. */
  readonly columns?: number;
  write(text: string): unknown;
}

export interface TerminalOptions {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly redaction: Redaction;
}

export function createTerminal({ stdout, stderr, env, redaction }: TerminalOptions): Terminal {
  const result = onScreen(stdout);
  const aside = onScreen(stderr);
  const dims = stderr.isTTY === true && hasStyles(env);
  const { redact } = redaction;
  let shown = '';
  const progress = (sentence: string): void => {
    if (stderr.isTTY === true && sentence !== shown)
      stderr.write(`\r\u001b[2K${onOneLine(escapeInvisible(redact(sentence)), stderr.columns)}`);
    shown = sentence;
  };
  return {
    ...redaction,
    write: (text) => result.write(redact(text)),
    answer: result.write,
    endLine: () => {
      if (stdout.isTTY === true) result.freshLine();
    },
    note: (sentence) => {
      progress('');
      aside.freshLine();
      // Also where no screen is: what is read later, or passed on, comes to one.
      aside.write(`${escapeInvisible(redact(sentence)).replaceAll('\n', '\n  ')}\n`);
    },
    progress,
    think: (text) => aside.write(text, dims ? dim : undefined),
    endThought: aside.freshLine,
  };
}

/** As much as leaves room for what a screen adds at Ctrl+C: of what has wrapped, only the end can be erased. */
function onOneLine(sentence: string, columns = 0): string {
  const room = columns - '^C'.length - 1;
  const characters = Array.from(sentence);
  if (columns === 0 || characters.length <= room) return sentence;
  return room < 1 ? '' : `${characters.slice(0, room - 1).join('')}…`;
}

interface Screen {
  readonly write: (text: string, style?: readonly [on: string, off: string]) => void;
  /** Goes to the start of a line unless it stands there. */
  readonly freshLine: () => void;
}

function onScreen(output: Output): Screen {
  let atLineStart = true;
  /** The last character that was written: what the next piece begins with may belong to it. */
  let last = '';
  return {
    write(text, [on, off] = ['', '']) {
      if (text === '') return;
      output.write(`${on}${output.isTTY === true ? escapeInvisible(text, last) : text}${off}`);
      last = Array.from(text.slice(-2)).at(-1) ?? '';
      atLineStart = text.endsWith('\n');
    },
    freshLine() {
      if (!atLineStart) output.write('\n');
      atLineStart = true;
    },
  };
}

const dim = ['\u001b[2m', '\u001b[22m'] as const;

/** See no-color.org. */
function hasStyles(env: TerminalOptions['env']): boolean {
  return (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
}
