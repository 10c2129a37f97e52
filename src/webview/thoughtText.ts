import { escapeInvisible } from '../base/invisible';
import { splitParagraphs } from './paragraphs';

/**
 * A thought in its element. Finished paragraphs enter a log, which a screen reader reads out one by
 * one; the one that still grows stands below it, silent. Text is only ever `textContent`.
 */
export class ThoughtText {
  private readonly log = document.createElement('div');
  private readonly growing = document.createElement('p');
  /** What the growing paragraph holds, as it came. */
  private rest = '';
  private waiting = '';
  private frame: number | undefined;
  private state: 'growing' | 'finished' = 'growing';

  constructor(
    private readonly element: HTMLElement,
    text: string,
  ) {
    this.log.setAttribute('role', 'log');
    this.log.setAttribute('aria-label', 'Thought');
    this.waiting = text;
    // Filled before it stands in the page: what was thought before that is not read out.
    this.flush();
    element.replaceChildren(this.log, this.growing);
    element.setAttribute('aria-busy', 'true');
    element.scrollTop = element.scrollHeight;
  }

  /** Adds text with the next frame; however many chunks arrive by then, the page is drawn once. */
  append(text: string): void {
    this.waiting += text;
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.flush();
    });
  }

  /** No more will come: the paragraph that grew is a finished one, too. */
  finish(): void {
    this.state = 'finished';
    this.element.setAttribute('aria-busy', 'false');
    this.flush();
  }

  private flush(): void {
    const atEnd = isAtEnd(this.element);
    const { finished, rest } = splitParagraphs(this.rest + this.waiting);
    this.waiting = '';
    const paragraphs = this.state === 'finished' ? [...finished, rest] : finished;
    this.rest = this.state === 'finished' ? '' : rest;
    this.log.append(...paragraphs.filter((paragraph) => paragraph !== '').map(toParagraph));
    this.growing.textContent = escapeInvisible(this.rest);
    if (atEnd) this.element.scrollTop = this.element.scrollHeight;
  }
}

function toParagraph(text: string): HTMLElement {
  const paragraph = document.createElement('p');
  paragraph.textContent = escapeInvisible(text);
  return paragraph;
}

/** Whoever scrolled up to read stays there. */
function isAtEnd({ scrollTop, scrollHeight, clientHeight }: HTMLElement): boolean {
  return scrollHeight - scrollTop - clientHeight < 24;
}
