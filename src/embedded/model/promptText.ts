import type { TextPiece } from './specialTokens';

/** A prompt as the model reads it. */
export interface PromptText {
  /** What is continued. */
  readonly prefix: string;
  /** What follows the gap; `undefined` where nothing is known to follow. */
  readonly suffix: string | undefined;
  /** Other texts in the prompt, least recent first. */
  readonly others: readonly string[];
}

/** Reads fill-in-the-middle prompts, rendered chats, and anything else as text to continue. */
export function readPrompt(pieces: readonly TextPiece[]): PromptText {
  const has = (token: string): boolean =>
    pieces.some((piece) => piece.kind === 'special' && piece.token === token);
  if (has('<|fim_prefix|>')) return readFillIn(pieces);
  if (has('<|im_start|>')) return readChat(pieces);
  const files = readFiles(pieces);
  return { prefix: files.pop() ?? '', suffix: undefined, others: files };
}

function readFillIn(pieces: readonly TextPiece[]): PromptText {
  const isAt = (token: string) => (piece: TextPiece) =>
    piece.kind === 'special' && piece.token === token;
  const start = pieces.findLastIndex(isAt('<|fim_prefix|>'));
  const rest = pieces.slice(start + 1);
  const suffixAt = rest.findIndex(isAt('<|fim_suffix|>'));
  const middleAt = rest.findIndex(isAt('<|fim_middle|>'));
  const middle = middleAt < 0 ? '' : joined(rest.slice(middleAt + 1));
  const before = suffixAt < 0 ? middleAt : suffixAt;
  const prefix = joined(before < 0 ? rest : rest.slice(0, before));
  const suffix =
    suffixAt < 0 ? '' : joined(rest.slice(suffixAt + 1, middleAt < 0 ? undefined : middleAt));
  const others = readFiles(pieces.slice(0, start));
  return { prefix: prefix + middle, suffix: suffix === '' ? undefined : suffix, others };
}

/** The texts between file separators, without the path that each begins with. */
function readFiles(pieces: readonly TextPiece[]): string[] {
  const files: string[] = [];
  let current: string | undefined;
  let headed = false;
  const close = (): void => {
    if (current === undefined) return;
    const body = headed ? current.slice(current.indexOf('\n') + 1) : current;
    if (body !== '') files.push(body);
  };
  for (const piece of pieces) {
    if (piece.kind === 'text') {
      current = (current ?? '') + piece.text;
    } else if (piece.token === '<|file_sep|>' || piece.token === '<|repo_name|>') {
      close();
      current = '';
      headed = true;
    } else {
      current = (current ?? '') + (piece.token.startsWith('<|') ? '' : piece.token);
    }
  }
  close();
  return files;
}

function joined(pieces: readonly TextPiece[]): string {
  return pieces.map((piece) => (piece.kind === 'text' ? piece.text : '')).join('');
}

interface Message {
  readonly role: string;
  readonly content: string;
}

/**
 * A chat is continued where the last user message shows code: in its last fence, else at its end.
 * What the assistant has already written comes after that.
 */
function readChat(pieces: readonly TextPiece[]): PromptText {
  const messages = readMessages(pieces);
  const last = messages.at(-1);
  const answer = last?.role === 'assistant' ? afterThought(last.content) : '';
  const asked = messages.findLastIndex(({ role }) => role === 'user');
  const code = lastCode(messages[asked]?.content ?? '');
  const started = answer.includes('```') ? lastCode(answer) : answer;
  const others = messages
    .filter((message, index) => index !== asked && message !== last)
    .map(({ content }) => content);
  return { prefix: code + started, suffix: undefined, others };
}

function readMessages(pieces: readonly TextPiece[]): readonly Message[] {
  const messages: Message[] = [];
  let open: string | undefined;
  const close = (): void => {
    if (open === undefined) return;
    const lineEnd = open.indexOf('\n');
    const role = lineEnd < 0 ? open : open.slice(0, lineEnd);
    messages.push({ role, content: lineEnd < 0 ? '' : open.slice(lineEnd + 1) });
    open = undefined;
  };
  for (const piece of pieces) {
    if (piece.kind === 'special' && piece.token === '<|im_start|>') {
      close();
      open = '';
    } else if (piece.kind === 'special' && piece.token === '<|im_end|>') {
      close();
    } else if (open !== undefined) {
      open += piece.kind === 'text' ? piece.text : piece.token;
    }
  }
  close();
  return messages;
}

function afterThought(answer: string): string {
  const end = answer.lastIndexOf('</think>');
  if (end >= 0) return answer.slice(end + '</think>'.length).trimStart();
  return answer.startsWith('<think>') ? '' : answer;
}

/** The text in the last Markdown fence, also one left open; without a fence the whole text. */
function lastCode(text: string): string {
  const fences = [...text.matchAll(/^```.*\n/gm)];
  const opening = fences.at(fences.length % 2 === 0 ? -2 : -1);
  if (opening === undefined) return text;
  const from = opening.index + opening[0].length;
  const closing = text.indexOf('\n```', from - 1);
  return text.slice(from, closing < 0 ? undefined : closing + 1);
}
