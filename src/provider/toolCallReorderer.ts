import { ArgumentsSoFar } from './argumentsSoFar';
import type { StreamEvent } from './result';

type CallEvent = Extract<StreamEvent, { readonly type: 'tool-call-start' | 'tool-call-delta' }>;
type Start = Extract<CallEvent, { readonly type: 'tool-call-start' }>;
type Delta = Extract<CallEvent, { readonly type: 'tool-call-delta' }>;

/** One call as far as it has come. */
interface Pending {
  readonly index: number;
  id: string;
  name: string;
  readonly said: ArgumentsSoFar;
  /** The name that callers know, once they know of the call. */
  told: string | undefined;
  /** Its name came once more when it was complete: arguments behind that are another call's. */
  repeated: boolean;
}

/**
 * Brings the pieces of tool calls into the order that callers rely on: a call begins once, and its
 * arguments follow under an index of its own. Some servers write arguments before the name, the name
 * in pieces or with every piece, several calls under one index, or an id apart from all.
 */
export class ToolCallReorderer {
  private readonly calls: Pending[] = [];
  /** Who is written under an index of the server's. */
  private readonly current = new Map<number, Pending>();
  private readonly byId = new Map<string, Pending>();
  private readonly taken = new Set<number>();
  /** Those of which something came since the last end, and nobody was told. */
  private readonly waiting = new Set<Pending>();
  private highest = -1;

  /** What can be told now that `event` came. */
  next(event: CallEvent): readonly CallEvent[] {
    return event.type === 'tool-call-start' ? this.start(event) : this.add(event);
  }

  /** What had waited for arguments or more of its name. */
  end(): readonly CallEvent[] {
    const waiting = [...this.waiting];
    this.waiting.clear();
    return waiting.flatMap((call) => (call.told === undefined ? tell(call) : []));
  }

  /** How many calls have arguments and no name so far. */
  get nameless(): number {
    return this.calls.filter(({ name, said }) => name === '' && said.text !== '').length;
  }

  private start(event: Start): readonly CallEvent[] {
    const { index, id, name } = event;
    const last = this.calls.at(-1);
    const call = this.callOf(event);
    this.current.set(index, call);
    if (id !== '') this.byId.set(id, call);
    if (call.id === '') call.id = id;
    call.repeated = id === '' && name !== '' && name === call.name && call.said.isComplete;
    call.name = joined(call.name, name);
    // It has begun, though without arguments so far.
    const isOver = last && last !== call && last.told === undefined;
    const before = isOver ? tell(last) : [];
    this.waiting.add(call);
    const isNews = call.told === undefined ? call.said.text !== '' : call.told !== call.name;
    return isNews ? [...before, ...tell(call)] : before;
  }

  private add({ index, text }: Delta): readonly CallEvent[] {
    let call = this.current.get(index) ?? this.begin(index);
    if (call.repeated) {
      const { name } = call;
      call = this.begin(index);
      call.name = name;
    }
    this.current.set(index, call);
    call.said.add(text);
    this.waiting.add(call);
    if (call.told === undefined) return tell(call);
    return [{ type: 'tool-call-delta', index: call.index, text }];
  }

  /** Whose piece it is: a new id is a new call, unless it comes within arguments that go on. */
  private callOf({ index, id, name }: Start): Pending {
    const call = this.current.get(index);
    if (id !== '' && call?.id !== id) {
      const known = this.byId.get(id);
      if (known && isPieceOf(known, name, call ? 'in use' : 'new')) return known;
      if (known) return this.begin(index);
    }
    if (!call) return this.begin(index);
    const isOther = id !== '' && call.id !== '' && call.id !== id;
    const repeats = name === '' || name === call.name;
    const isLonger = id !== '' && name.startsWith(call.name);
    const goesOn = isOther
      ? repeats && call.said.text !== '' && !call.said.isComplete
      : !call.said.isComplete || call.name === '' || repeats || isLonger;
    return goesOn ? call : this.begin(index);
  }

  private begin(wanted: number): Pending {
    const index = this.taken.has(wanted) ? this.highest + 1 : wanted;
    this.taken.add(index);
    this.highest = Math.max(this.highest, index);
    const call = {
      index,
      id: '',
      name: '',
      said: new ArgumentsSoFar(),
      told: undefined,
      repeated: false,
    };
    this.calls.push(call);
    return call;
  }
}

/**
 * Whether what comes under another index with a call's id is of that call. Some servers write no
 * index, so that one was made of the place; some write one id for all calls.
 */
function isPieceOf(call: Pending, name: string, index: 'new' | 'in use'): boolean {
  return name === '' || (index === 'in use' && name === call.name && !call.said.isComplete);
}

/** Nothing where it has no name; with its arguments where it is told of for the first time. */
function tell(call: Pending): readonly CallEvent[] {
  const { index, id, name, told } = call;
  const { text } = call.said;
  if (name === '') return [];
  call.told = name;
  const start = { type: 'tool-call-start', index, id, name } as const;
  if (told !== undefined || text === '') return [start];
  return [start, { type: 'tool-call-delta', index, text }];
}

/** A name may come in pieces, with every piece, or longer each time. */
function joined(before: string, name: string): string {
  if (name === '' || before === name) return before;
  return name.startsWith(before) ? name : before + name;
}
