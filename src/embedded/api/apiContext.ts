import type { Adapters } from '../corpus/adapters';
import type { Emulation } from '../emulation/emulation';
import type { ServerFlags } from '../emulation/serverFlags';
import type { Admission } from '../generation/admission';
import type { Metrics } from '../generation/metrics';
import type { LearntModel, WriteSequence } from '../generation/sequence';

/** What the routes work with. */
export interface ApiContext {
  readonly emulation: Emulation;
  readonly flags: ServerFlags;
  /** The newest model, once there is one; a request keeps the one it began with. */
  readonly learnt: () => Promise<LearntModel>;
  readonly adapters: Adapters;
  readonly write: WriteSequence;
  /** Resolves when the thread may be used for some milliseconds more. */
  readonly turn: () => Promise<void>;
  readonly admission: Admission;
  readonly metrics: Metrics;
  /** Unix time in seconds. */
  readonly unixTime: () => number;
  /** For a choice whose seed nobody gave: a whole number below 2 ** 32. */
  readonly createSeed: () => number;
  /** 16 random hexadecimal digits. */
  readonly createId: () => string;
}
