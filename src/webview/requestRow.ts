import { phaseWords } from './phaseWords';
import { isRunning, type PageMessage, type ShownRequest } from './protocol';

/** A request in the list: what was asked, who answers, how far it is; a press shows its thought. */
export class RequestRow {
  readonly element = document.createElement('li');
  private readonly look = button('look');
  private readonly answerNow = button('answer-now');
  private readonly stop = button('stop');
  private readonly title = line('title');
  private readonly model = line('model');
  private readonly status = line('status');
  private request: ShownRequest | undefined;
  /** When `request` was told, on the page's own clock. */
  private toldAt = 0;

  constructor(
    readonly id: number,
    host: { postMessage(message: PageMessage): void },
  ) {
    this.look.addEventListener('click', () => {
      host.postMessage({ type: 'look', id });
    });
    this.stop.addEventListener('click', () => {
      host.postMessage({ type: 'stop', id });
    });
    this.answerNow.addEventListener('click', () => {
      host.postMessage({ type: 'answer-now', id });
    });
    this.look.append(this.title, this.model, this.status);
    this.answerNow.textContent = 'Answer Now';
    this.stop.textContent = 'Stop';
    const controls = document.createElement('div');
    controls.className = 'controls';
    controls.append(this.stop, this.answerNow);
    this.element.append(this.look, controls);
  }

  show(request: ShownRequest, place: 'current' | 'other'): void {
    this.request = request;
    this.toldAt = performance.now();
    write(this.title, request.title);
    write(this.model, request.model);
    this.look.disabled = request.thought === 'none';
    this.look.title = request.title;
    this.look.setAttribute('aria-current', String(place === 'current'));
    this.answerNow.hidden = request.answerNow === 'impossible';
    this.answerNow.setAttribute('aria-label', `Answer now: ${request.title}`);
    this.stop.hidden = !isRunning(request.phase);
    this.stop.setAttribute('aria-label', `Stop: ${request.title}`);
    this.tick();
  }

  /** Counts on while the request runs; unheard, since the page announces each phase once. */
  tick(): void {
    if (!this.request) return;
    const { phase, elapsed } = this.request;
    const since = isRunning(phase) ? performance.now() - this.toldAt : 0;
    write(this.status, phaseWords(this.request, elapsed + since));
  }
}

function button(name: string): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = name;
  return made;
}

function line(name: string): HTMLElement {
  const made = document.createElement('span');
  made.className = name;
  return made;
}

/** Text is only ever `textContent`, and is left alone where it is the same. */
function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
