import type { CallOptions } from '../llm';
import type { DetokenizeRequest, TokenizeRequest } from '../request';
import type { Tokenization } from '../result';
import type { Transport } from '../transport/transport';
import {
  decodeDetokenize,
  decodeTokenize,
  encodeDetokenize,
  encodeTokenize,
} from '../wire/tokenize';

/** The tokens of a text, or of a conversation as the server renders it. */
export async function tokenize(
  transport: Transport,
  request: TokenizeRequest,
  options: CallOptions,
): Promise<Tokenization> {
  const body = encodeTokenize(request);
  const call = { method: 'POST', mount: 'root', path: '/tokenize', body } as const;
  return decodeTokenize(await transport.json(call, options));
}

/** The text of tokens. */
export async function detokenize(
  transport: Transport,
  request: DetokenizeRequest,
  options: CallOptions,
): Promise<string> {
  const body = encodeDetokenize(request);
  const call = { method: 'POST', mount: 'root', path: '/detokenize', body } as const;
  return decodeDetokenize(await transport.json(call, options));
}
