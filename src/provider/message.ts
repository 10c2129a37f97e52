/** What a conversation consists of. */

export interface TextPart {
  readonly kind: 'text';
  readonly text: string;
}

export interface ImagePart {
  readonly kind: 'image';
  /** PNG, JPEG, GIF or WebP, told by its first bytes; sent as a data URL. */
  readonly bytes: Uint8Array;
}

export type Content = string | readonly (TextPart | ImagePart)[];

export type Message =
  | { readonly role: 'system' | 'user'; readonly content: Content }
  | {
      readonly role: 'assistant';
      readonly content: string;
      /** What was thought before it; templates that know of it render it. */
      readonly reasoning?: string;
      readonly toolCalls?: readonly ToolCall[];
    }
  /** What a tool answered to the call of that id. */
  | { readonly role: 'tool'; readonly callId: string; readonly content: string };

/** A function that the model may call. Always sent `strict` (addendum, section 1.7). */
export interface Tool {
  readonly name: string;
  readonly description?: string;
  /** JSON Schema of its arguments, an object. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** `required` is at least one call, whichever; a name is a call of that one. */
export type ToolChoice = 'auto' | 'required' | 'none' | { readonly name: string };

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** As the model wrote them: JSON, or nearly; parse defensively. */
  readonly argumentsText: string;
}

export function hasImage({ content }: Message): boolean {
  return typeof content !== 'string' && content.some(({ kind: type }) => type === 'image');
}
