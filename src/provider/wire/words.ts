/** What of an answer is words, in whatever shape it came. */
export interface Words {
  readonly text: string;
  readonly reasoning: string;
  /** What stands where words stand, and is none that can be read. */
  readonly unread: readonly unknown[];
}

type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Fields) : undefined;
}

const none: Words = { text: '', reasoning: '', unread: [] };

/** Words as vLLM writes them, a text, or as others do: a list of parts, one part, a text in a field. */
export function wordsOf(value: unknown): Words {
  if (value === null || value === undefined) return none;
  if (typeof value === 'string') return { ...none, text: value };
  if (Array.isArray(value)) return together(value.map(wordsOf));
  const part = fieldsOf(value);
  return part ? wordsOfPart(part) : { ...none, unread: [value] };
}

/**
 * Under these names, the first that says something: `reasoning` since vLLM 0.11.1,
 * `reasoning_content` until 0.15 (reference, section 5), the others elsewhere.
 */
const thoughts = ['reasoning', 'reasoning_content', 'thinking', 'reasoning_details', 'summary'];
const texts = ['content', 'text', 'output_text', 'refusal', 'value'];

/** Names of parts that are thought, under whatever field it stands. */
const isThought = /^(?:thinking|thought|reasoning|reasoning_content|reasoning_text|summary_text)$/;

/** What accompanies words, or stands elsewhere. */
const beside: ReadonlySet<string> = new Set([
  ...['type', 'id', 'role', 'name', 'index', 'object', 'signature', 'data', 'annotations'],
  ...['tool_calls', 'function_call', 'token_ids'],
]);

/** The words of one part, of a message or of a piece of it. */
function wordsOfPart(part: Fields): Words {
  const thought = wordsOf(firstSaid(part, thoughts));
  const said = wordsOf(firstSaid(part, texts));
  const unread = [...thought.unread, ...said.unread];
  if (typeof part['type'] === 'string' && isThought.test(part['type'])) {
    const reasoning = thought.reasoning + thought.text + said.reasoning + said.text;
    return { text: '', reasoning, unread };
  }
  const known = [...thoughts, ...texts].some((name) => Object.hasOwn(part, name));
  return {
    text: said.text,
    reasoning: thought.reasoning + thought.text + said.reasoning,
    unread: known || !mayHoldWords(part) ? unread : [part],
  };
}

function firstSaid(part: Fields, names: readonly string[]): unknown {
  const name = names.find((each) => !isEmpty(part[each]));
  return name === undefined ? undefined : part[name];
}

function isEmpty(value: unknown): boolean {
  const isEmptyList = Array.isArray(value) && value.length === 0;
  return value === null || value === undefined || value === '' || isEmptyList;
}

/** Whether there is a text in it anywhere but in what accompanies words. */
export function mayHoldWords(value: unknown): boolean {
  if (typeof value === 'string') return value !== '';
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, each]) => !beside.has(name) && mayHoldWords(each));
}

function together(parts: readonly Words[]): Words {
  return {
    text: parts.map(({ text }) => text).join(''),
    reasoning: parts.map(({ reasoning }) => reasoning).join(''),
    unread: parts.flatMap(({ unread }) => unread),
  };
}
