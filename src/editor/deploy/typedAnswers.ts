/** What is wrong with what somebody types about a deployment. */
import { findModel } from '../../deploy/modelArchitectures';

/** Of a model's name as it is typed. */
export function problemWithModel(text: string): string | undefined {
  const typed = text.trim();
  if (typed === '') return 'Choose a model, or enter the path of its config.json';
  if (findModel(typed) || isConfigPath(typed)) return undefined;
  return 'Not in the list: enter the full path of its config.json instead';
}

/** Only whole paths: nobody knows which folder others would be relative to. */
export function isConfigPath(text: string): boolean {
  return /^(?:\/|[a-z]:[\\/]|\\\\).*\.json$/i.test(text);
}

export const wholeNumber = {
  pattern: /^\d+$/,
  min: 1,
  max: 1024,
  words: 'Enter a number from 1 to 1024',
};
export const gigabytes = {
  ...{ pattern: /^\d+(?:\.\d+)?$/, min: 1, max: 10_000 },
  words: 'Enter a number from 1 to 10000',
};
export const tokens = {
  ...{ pattern: /^\d+$/, min: 1024, max: 100_000_000 },
  words: 'Enter a number of tokens from 1024 on, or nothing',
};

export interface NumberRule {
  readonly pattern: RegExp;
  readonly min: number;
  readonly max: number;
  /** For whatever does not fit. */
  readonly words: string;
}

/** What is wrong with a typed number. */
export function problemWithNumber(text: string, rule: NumberRule): string | undefined {
  const typed = text.trim();
  const fits = rule.pattern.test(typed) && Number(typed) >= rule.min && Number(typed) <= rule.max;
  return fits ? undefined : rule.words;
}
