import { badFields } from '../http/apiError';
import type { SamplingFields } from './requestFields';

/** vLLM refuses options for a stream that was not asked for. */
export function checkStreamOptions(fields: SamplingFields): void {
  if (fields.stream_options === undefined || fields.stream === true) return;
  throw badFields('Stream options can only be defined when `stream=True`.', 'stream_options');
}

export interface UsageInStream {
  readonly atEnd: boolean;
  readonly inEachChunk: boolean;
}

export function usageInStream(fields: SamplingFields): UsageInStream {
  const atEnd = fields.stream_options?.includeUsage ?? false;
  return { atEnd, inEachChunk: atEnd && (fields.stream_options?.continuousUsageStats ?? false) };
}
