import { assertNever } from '../../base/assertNever';
import type { Diagnosis, Enforcement } from '../../provider/diagnose';
import type { JsonValue } from '../document';

export function enforcementDocument(enforcement: Enforcement): JsonValue {
  if (enforcement.state === 'unknown') return { state: 'unknown' };
  const { state, saw, at } = enforcement;
  return { state, saw, at: at?.toISOString() ?? null };
}

export function diagnosisDocument({ cause, detail, remedy }: Diagnosis): JsonValue {
  return { cause, detail: detail ?? null, remedy: remedy ?? null };
}

/** Why an answer does not match, for a person; nothing where there is nothing to say. */
export function diagnosisWords(diagnosis: Diagnosis | undefined): string {
  if (!diagnosis) return '';
  switch (diagnosis.cause) {
    case 'cut':
      return '';
    case 'not-enforced': {
      const remedy = diagnosis.remedy === undefined ? '' : `; ${diagnosis.remedy} would change it`;
      return `; the server ignores constraints here (${diagnosis.detail ?? ''}${remedy})`;
    }
    case 'beams':
      return '; beam search ignores constraints';
    case 'loosened':
      return `; the server's engine silently drops ${diagnosis.detail ?? 'a keyword'}`;
    case 'padded':
      return '; the model wrote white space up to the limit, which JSON allows: ask for a tighter shape with a grammar or a regex';
    case 'thought':
      return '; the token limit ended the thought before any answer: raise --max-tokens or use --no-think';
    case 'unknown':
      return '; the server may have ignored the shape';
    default:
      return assertNever(diagnosis.cause);
  }
}
