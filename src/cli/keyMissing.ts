import { ProviderError } from '../provider/errors';

/** A server asked for a key, and none was given. */
export class KeyMissing extends ProviderError {
  constructor({ message, status, url }: ProviderError) {
    super('unauthorized', message, {
      ...(status !== undefined && { status }),
      ...(url !== undefined && { url }),
    });
  }
}
