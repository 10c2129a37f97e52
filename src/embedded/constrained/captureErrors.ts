/** Text written to an error stream since it was last taken. */
export interface CapturedErrors {
  take(): string;
}

/** More than XGrammar ever says at once. */
const maxCaptured = 4_096;

/** Keeps what is written to `stream`, where XGrammar says why it refuses, instead of showing it. */
export function captureErrors(stream: NodeJS.WriteStream): CapturedErrors {
  let captured = '';
  Object.assign(stream, {
    write(chunk: unknown): boolean {
      captured = (captured + String(chunk)).slice(-maxCaptured);
      return true;
    },
  });
  return {
    take() {
      const text = captured;
      captured = '';
      return text;
    },
  };
}
