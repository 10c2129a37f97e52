import type { PendingSurface } from './pendingSurface';
import type { PendingVerdict } from './verdictWords';

/** The text that is being decided, and what is known of it so far. */
export interface PendingText {
  readonly surface: PendingSurface;
  /** Ends the stream at the server; does nothing once that has ended. */
  readonly stop: () => void;
  /** What must be said of its source, beside any verdict. */
  readonly remark: string | undefined;
  verdict: PendingVerdict;
}
