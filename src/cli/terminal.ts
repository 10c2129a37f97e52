/** Where a command writes: its result on standard output, everything else on standard error. */
export interface Terminal {
  /** Part of the result. A program reads it as it is; on a screen, control characters are shown. */
  readonly write: (text: string) => void;
  /** Ends the line of a result on a screen; what a program reads gets no line break of ours. */
  readonly endLine: () => void;
  /** One sentence, on a line of its own. */
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
  write(text: string): unknown;
}

export interface TerminalOptions {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function createTerminal({ stdout, stderr, env }: TerminalOptions): Terminal {
  const result = onScreen(stdout);
  const aside = onScreen(stderr);
  const dims = stderr.isTTY === true && hasStyles(env);
  let shown = '';
  const progress = (sentence: string): void => {
    if (stderr.isTTY === true && sentence !== shown) stderr.write(`\r\u001b[2K${sentence}`);
    shown = sentence;
  };
  return {
    write: result.write,
    endLine: () => {
      if (stdout.isTTY === true) result.freshLine();
    },
    note: (sentence) => {
      progress('');
      aside.freshLine();
      aside.write(`${sentence}\n`);
    },
    progress,
    think: (text) => aside.write(text, dims ? dim : undefined),
    endThought: aside.freshLine,
  };
}

interface Screen {
  readonly write: (text: string, style?: readonly [on: string, off: string]) => void;
  /** Goes to the start of a line unless it stands there. */
  readonly freshLine: () => void;
}

function onScreen(output: Output): Screen {
  let atLineStart = true;
  return {
    write(text, [on, off] = ['', '']) {
      if (text === '') return;
      output.write(`${on}${output.isTTY === true ? printable(text) : text}${off}`);
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

/** Control characters as pictures of themselves: what a model writes cannot steer a terminal. */
function printable(text: string): string {
  return text.replace(/(?![\t\n])\p{Cc}/gu, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '\u2421' : '\ufffd';
  });
}
