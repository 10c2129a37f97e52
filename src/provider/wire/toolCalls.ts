import type { StreamEvent } from '../result';
import { fieldsOf, isEmpty, mayContainText, without } from './text';

/** What of a message or a piece of it is calls of tools; `unread` as in its words. */
export interface ReadToolCalls {
  readonly events: readonly StreamEvent[];
  readonly unread: readonly unknown[];
}

export function readToolCalls(message: unknown): ReadToolCalls {
  const said = fieldsOf(message);
  const list = said?.['tool_calls'] ?? said?.['function_call'] ?? [];
  const calls = (Array.isArray(list) ? list : [list]).map(callOf);
  return {
    events: calls.flatMap(({ events }) => events),
    unread: calls.flatMap(({ unread }) => unread),
  };
}

/** Id and name come once, with the first piece of a call, or apart; `ToolCallReorderer` puts them together. */
function callOf(value: unknown, position: number): ReadToolCalls {
  const call = fieldsOf(value);
  const named = fieldsOf(call?.['function']) ?? fieldsOf(call?.['custom']) ?? call;
  const index = wholeNumber(call?.['index']) ?? position;
  const id = textOf(call?.['id']);
  const name = textOf(named?.['name']);
  const given = argumentFields.map((field) => named?.[field]).find((each) => !isNothing(each));
  const text = argumentsOf(given);
  const events: StreamEvent[] = [];
  if (id !== '' || name !== '') events.push({ type: 'tool-call-start', index, id, name });
  if (text !== '') events.push({ type: 'tool-call-delta', index, text });
  return { events, unread: isLost(value, text) || losesDigits(given) ? [value] : [] };
}

/** Where arguments stand: as vLLM writes them, and as others do. */
const argumentFields = ['arguments', 'input', 'parameters', 'args'];

/** What of a call is read, or says nothing of what is asked of a tool. */
const known: ReadonlySet<string> = new Set([
  ...['index', 'id', 'type', 'name', 'function', 'custom', 'call_id', 'status', 'description'],
  ...['extra_content', 'thought_signature', 'signature', 'provider_specific_fields'],
  ...argumentFields,
]);

/** Whether the arguments of a call may stand where nobody looks for them. */
function isLost(value: unknown, text: string): boolean {
  const call = fieldsOf(value);
  if (!call) return mayContainText(value);
  const parts = [call, fieldsOf(call['function']) ?? {}, fieldsOf(call['custom']) ?? {}];
  return text === '' && parts.some((part) => !isEmpty(without(part, known)));
}

/** A number that was read already is not what the model wrote, where it has too many digits. */
function losesDigits(value: unknown): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(losesDigits);
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === '';
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
