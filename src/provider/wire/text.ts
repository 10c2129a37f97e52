/** What of an answer is words, in whatever shape it came. */
export interface ReadText {
  readonly text: string;
  readonly reasoning: string;
  /** What may be words, and is none that can be read. */
  readonly unread: readonly unknown[];
}

export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Fields) : undefined;
}

const noWords: ReadText = { text: '', reasoning: '', unread: [] };

/** Words as vLLM writes them, a text, or as others do: a list of parts, one part, a text in a field. */
export function readText(value: unknown): ReadText {
  if (value === null || value === undefined) return noWords;
  if (typeof value === 'string') return { ...noWords, text: value };
  if (Array.isArray(value)) return inTurn(value.map(readText));
  const part = fieldsOf(value);
  return part ? wordsOfPart(part) : { ...noWords, unread: [value] };
}

/** Those of a message, or of a piece of it. */
export function wordsOfMessage(value: unknown): ReadText {
  const message = fieldsOf(value);
  if (!message) return readText(value);
  const words = namedWords(message);
  const others = without(message, besideWords);
  return withUnread(words, lostIn(others, words) ? [others] : []);
}

/** `reasoning` since vLLM 0.11.1, `reasoning_content` until 0.15 (reference, section 5), the others elsewhere. */
const thoughts = [
  ...['reasoning', 'reasoning_content', 'thinking', 'reasoning_details', 'thinking_blocks'],
  ...['summary', 'thought', 'thoughts'],
];
const texts = ['content', 'text', 'output_text', 'refusal', 'value'];
const wordFields: ReadonlySet<string> = new Set([...thoughts, ...texts]);

/** Names of parts that are thought, under whatever field it stands. */
const isThought = /^(?:thinking|thought|reasoning|reasoning_content|reasoning_text|summary_text)$/;

/** Parts that only the server can read. */
const isSealed = /encrypted|redacted/;

/** What accompanies words, or stands elsewhere. */
const beside: ReadonlySet<string> = new Set([
  ...['type', 'id', 'role', 'name', 'index', 'object', 'model', 'status', 'created', 'format'],
  ...['signature', 'thought_signature', 'thoughtSignature', 'annotations', 'citations'],
  ...['tool_calls', 'function_call', 'tool_call_id', 'token_ids', 'logprobs', 'encrypted_content'],
]);

const besideWords: ReadonlySet<string> = new Set([...beside, ...wordFields]);

/** What says of a part only which one it is. */
const labels: ReadonlySet<string> = new Set([
  ...['type', 'id', 'index', 'signature', 'encrypted_content', 'cache_control'],
]);

/** The words of one part. */
function wordsOfPart(part: Fields): ReadText {
  const { type, thought } = part;
  const kind = typeof type === 'string' ? type : undefined;
  const isFlag = typeof thought === 'boolean';
  const words = namedWords(isFlag ? without(part, new Set(['thought'])) : part);
  const isAside = (kind !== undefined && isThought.test(kind)) || thought === true;
  const read = isAside ? asThought(words) : words;
  return withUnread(read, isLost(part, words, kind) ? [part] : []);
}

/**
 * Whether there is more in a part than its words. One of an unknown kind stands where words stand,
 * so anything in it may be one; so may any field of one without a kind, such as a JSON answer that
 * somebody has read already.
 */
function isLost(part: Fields, words: ReadText, kind: string | undefined): boolean {
  const isKnown = Object.keys(part).some((name) => wordFields.has(name));
  const others = without(part, besideWords);
  if (kind === undefined) return isKnown ? !isEmpty(others) : Object.keys(part).length > 0;
  if (isSealed.test(kind)) return false;
  return isKnown ? lostIn(others, words) : !isEmpty(without(part, labels));
}

/** In the fields that words have. */
function namedWords(fields: Fields): ReadText {
  const thought = thoughts.map((name) => asThought(readText(fields[name])));
  return together([...thought, ...texts.map((name) => readText(fields[name]))]);
}

function asThought({ text, reasoning, unread }: ReadText): ReadText {
  return { text: '', reasoning: reasoning + text, unread };
}

function withUnread(words: ReadText, more: readonly unknown[]): ReadText {
  return more.length === 0 ? words : { ...words, unread: [...words.unread, ...more] };
}

export function without(fields: Fields, names: ReadonlySet<string>): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.has(name)));
}

/** One behind another. */
function inTurn(parts: readonly ReadText[]): ReadText {
  return {
    text: parts.map(({ text }) => text).join(''),
    reasoning: parts.map(({ reasoning }) => reasoning).join(''),
    unread: parts.flatMap(({ unread }) => unread),
  };
}

/** What stands under several names: what two of them say is said once, and blanks beside words are none. */
function together(parts: readonly ReadText[]): ReadText {
  return {
    text: distinct(parts.map(({ text }) => text)),
    reasoning: distinct(parts.map(({ reasoning }) => reasoning)),
    unread: parts.flatMap(({ unread }) => unread),
  };
}

function distinct(said: readonly string[]): string {
  const words = said.filter((each) => each.trim() !== '');
  if (words.length === 0) return said.find((each) => each !== '') ?? '';
  const trimmed = words.map((each) => each.trim());
  return words.filter((_, at) => trimmed.indexOf(trimmed[at] ?? '') === at).join('');
}

function says({ text, reasoning }: ReadText): boolean {
  return text !== '' || reasoning !== '';
}

/**
 * Whether words may be lost with fields that nobody knows. Beside words that were read, a single word
 * is rather a mark of the server's, and what they said already is not lost.
 */
function lostIn(fields: Fields, read: ReadText): boolean {
  if (!says(read)) return mayContainText(fields);
  return holdsProse(fields, [read.text, read.reasoning]);
}

/** Whether a field for words holds any. */
export function holdsWordField(fields: Fields): boolean {
  return [...wordFields].some((name) => mayContainText(fields[name]));
}

/** Whether there is more than one word in it, but for `known`. */
export function holdsProse(fields: Fields, known: readonly string[] = []): boolean {
  return holdsText(fields, (text) => {
    const said = text.trim();
    return isProse.test(said) && !known.some((each) => each.includes(said));
  });
}

/** More than one word, or in letters that no server takes for marks of its own. */
const isProse = /\s|[^ -~]/;

/** Whether there is a text in it anywhere but in what accompanies words. */
export function mayContainText(value: unknown): boolean {
  return holdsText(value, (text) => text !== '');
}

function holdsText(value: unknown, isIt: (text: string) => boolean): boolean {
  if (typeof value === 'string') return isIt(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, each]) => !beside.has(name) && holdsText(each, isIt));
}

/** Whether there is nothing in it at all. */
export function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  return typeof value === 'object' && Object.values(value).every(isEmpty);
}
