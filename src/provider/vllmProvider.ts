import type { CallOptions, ProviderKind, Tokenization, TokenizeRequest } from './llm';
import { ProviderError } from './errors';
import { OpenAIProvider, type EncodableRequest, type Encoded } from './openaiProvider';
import { decodeVersion } from './wire/models';
import { encodeStopTokens } from './wire/requests';
import { decodeTokenize, encodeTokenize } from './wire/tokenize';

/** A vLLM server, 0.6 to 0.32. */
export class VLLMProvider extends OpenAIProvider {
  override readonly kind: ProviderKind = 'vllm';

  /** From `/version`, which stands beside `/v1` and asks for no key (reference, section 1.1). */
  override async version(options: CallOptions = {}): Promise<string | undefined> {
    try {
      return decodeVersion(
        await this.transport.json({ method: 'GET', mount: 'root', path: '/version' }, options),
      );
    } catch (error) {
      const absent =
        error instanceof ProviderError &&
        (error.code === 'not-found' || error.code === 'bad-response' || error.code === 'rejected');
      if (absent) return undefined;
      throw error;
    }
  }

  override async tokenize(
    request: TokenizeRequest,
    options: CallOptions = {},
  ): Promise<Tokenization> {
    const body = encodeTokenize(request);
    const json = await this.transport.json(
      { method: 'POST', mount: 'root', path: '/tokenize', body },
      options,
    );
    return decodeTokenize(json);
  }

  protected override encode(encodable: EncodableRequest): Encoded {
    const { request } = encodable;
    const { body } = super.encode(encodable);
    return { body: { ...body, ...encodeStopTokens(request) }, problems: [] };
  }
}
