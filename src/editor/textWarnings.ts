/** What must be known of text that a model wrote, before somebody keeps it or copies it. */
import { invisibleIn } from '../base/invisible';

export interface TextWarning {
  readonly brief: string;
  /** Names what was found as well. */
  readonly full: string;
}

/** Characters that are named; what is told is read at a glance. */
const maxNamed = 3;

/** In each form that Markdown has for a link: VS Code runs such commands, in documents of that language. */
const commandLink = /(?:\]\(|<|^ {0,3}\[[^\]\n]+\]:)\s*<?command:/im;

/** Nothing is taken out of a text: it is said what it holds. */
export function textWarnings(text: string): readonly TextWarning[] {
  const names = invisibleIn(text).map(({ name }) => name);
  const more = names.length > maxNamed ? ', …' : '';
  const named = `${names.slice(0, maxNamed).join(', ')}${more}`;
  const invisible = 'contains invisible characters';
  const link = 'contains a link that runs a command';
  return [
    ...(names.length > 0 ? [{ brief: invisible, full: `${invisible} (${named})` }] : []),
    ...(commandLink.test(text) ? [{ brief: link, full: link }] : []),
  ];
}
