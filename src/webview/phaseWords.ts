import { assertNever } from '../base/assertNever';
import { isRunning, type ShownRequest } from './protocol';

/** What the view says of a request, `elapsed` milliseconds after it was made. */
export function phaseWords(request: ShownRequest, elapsed: number): string {
  const { phase, thoughtFor, failure } = request;
  const thought = thoughtFor === undefined ? undefined : `Thought for ${tenths(thoughtFor)}`;
  if (request.thought === 'none' && isRunning(phase)) return `Writing… ${seconds(elapsed)}`;
  switch (phase) {
    case 'waiting':
      return `Waiting for the first token… ${seconds(elapsed)}`;
    case 'thinking':
      return `Thinking… ${seconds(elapsed)}`;
    case 'answering':
      return `${thought ?? 'No thought'}, answering… ${seconds(elapsed)}`;
    case 'done':
      return `${thought ?? 'Answered without thought'}, done after ${tenths(elapsed)}`;
    case 'cut':
      return `${thought ?? 'No thought'}, cut off by the token limit after ${tenths(elapsed)}`;
    case 'stopped':
      return `Stopped after ${tenths(elapsed)}`;
    case 'failed':
      return `Failed after ${tenths(elapsed)}. ${failure ?? ''}`.trimEnd();
    default:
      return assertNever(phase);
  }
}

/** Whole seconds, for what counts on as a person watches. */
function seconds(milliseconds: number): string {
  const whole = Math.floor(milliseconds / 1000);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

function tenths(milliseconds: number): string {
  if (milliseconds < 100) return 'a moment';
  return milliseconds < 10_000 ? `${(milliseconds / 1000).toFixed(1)} s` : seconds(milliseconds);
}
