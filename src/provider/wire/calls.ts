import type { StreamEvent } from '../result';
import { fieldsOf, mayHoldWords } from './words';

/** What of a message or a piece of it is calls of tools; `unread` as in its words. */
export interface Calls {
  readonly events: readonly StreamEvent[];
  readonly unread: readonly unknown[];
}

export function callsOf(message: unknown): Calls {
  const said = fieldsOf(message);
  const list = said?.['tool_calls'] ?? said?.['function_call'] ?? [];
  const calls = (Array.isArray(list) ? list : [list]).map(callOf);
  return {
    events: calls.flatMap(({ events }) => events),
    unread: calls.flatMap(({ unread }) => unread),
  };
}

/** Id and name come once, with the first piece of a call, or apart; `CallOrder` puts them together. */
function callOf(value: unknown, position: number): Calls {
  const call = fieldsOf(value);
  const named = fieldsOf(call?.['function']) ?? call;
  const index = wholeNumber(call?.['index']) ?? position;
  const id = textOf(call?.['id']);
  const name = textOf(named?.['name']);
  const text = argumentsOf(named?.['arguments'] ?? named?.['input']);
  const events: StreamEvent[] = [];
  if (id !== '' || name !== '') events.push({ type: 'tool-call-start', index, id, name });
  if (text !== '') events.push({ type: 'tool-call-delta', index, text });
  return { events, unread: events.length === 0 && mayHoldWords(value) ? [value] : [] };
}

/** Also where a number is written as a text. */
export function wholeNumber(value: unknown): number | undefined {
  const isWritten = typeof value === 'string' && /^\d{1,9}$/.test(value);
  const number = isWritten ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 ? number : undefined;
}

function textOf(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value : '';
}

/** A text of JSON, or what it would hold. */
function argumentsOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
