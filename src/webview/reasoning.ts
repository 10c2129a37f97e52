/** The page of the Reasoning view. It keeps nothing: whenever it is drawn anew, it asks. */
import { assertNever } from '../base/assertNever';
import { phaseWords } from './phaseWords';
import { isRunning, type HostMessage, type PageMessage, type ShownRequest } from './protocol';
import { ThoughtText } from './thoughtText';

declare function acquireVsCodeApi(): { postMessage(message: PageMessage): void };

const host = acquireVsCodeApi();
const page = {
  empty: element('empty'),
  request: element('request'),
  model: element('model'),
  status: element('status'),
  announcement: element('announcement'),
  thought: element('thought'),
  kept: element('kept'),
  stop: element('stop'),
  ask: element('ask'),
};

let shown: ShownRequest | undefined;
/** When `shown` was told, on the page's own clock. */
let toldAt = 0;
let thought = new ThoughtText(page.thought, '');

page.stop.addEventListener('click', () => {
  if (shown) host.postMessage({ type: 'stop', id: shown.id });
});
page.ask.addEventListener('click', () => {
  host.postMessage({ type: 'ask' });
});
window.addEventListener('message', ({ data }: MessageEvent<HostMessage>) => {
  switch (data.type) {
    case 'show':
      thought = new ThoughtText(page.thought, data.thought);
      break;
    case 'continue':
      thought.append(data.more);
      break;
    default:
      assertNever(data);
  }
  draw(data.request);
});
setInterval(tick, 500);
host.postMessage({ type: 'ready' });

function draw(request: ShownRequest | undefined): void {
  const before = shown;
  shown = request;
  toldAt = performance.now();
  page.empty.hidden = request !== undefined;
  page.request.hidden = request === undefined;
  if (!request) return;
  page.model.textContent = request.model;
  page.stop.hidden = !isRunning(request.phase);
  page.kept.hidden = request.kept === 'all';
  if (request.phase !== 'waiting' && request.phase !== 'thinking') thought.finish();
  if (before?.id !== request.id || before.phase !== request.phase) {
    page.announcement.textContent = phaseWords(request, request.elapsed);
  }
  tick();
}

/** Counts on while the request runs; unheard, since `announcement` tells each phase once. */
function tick(): void {
  if (!shown) return;
  const since = isRunning(shown.phase) ? performance.now() - toldAt : 0;
  const words = phaseWords(shown, shown.elapsed + since);
  if (page.status.textContent !== words) page.status.textContent = words;
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page lacks #${id}`);
  return found;
}
