/** The page of the Reasoning view. It keeps nothing: whenever it is drawn anew, it asks. */
import { assertNever } from '../base/assertNever';
import { phaseWords } from './phaseWords';
import { isRunning, type HostMessage, type PageMessage, type ShownRequest } from './protocol';
import { RequestRow } from './requestRow';
import { ThoughtText } from './thoughtText';

declare function acquireVsCodeApi(): { postMessage(message: PageMessage): void };

const host = acquireVsCodeApi();
const page = {
  empty: element('empty'),
  filled: element('filled'),
  requests: element('requests'),
  announcement: element('announcement'),
  thought: element('thought'),
  kept: element('kept'),
  destination: element('destination'),
  ask: element('ask'),
  connect: element('connect'),
};

let rows: readonly RequestRow[] = [];
/** The request whose thought is shown. */
let current: ShownRequest | undefined;
let thought = new ThoughtText(page.thought, '');

page.ask.addEventListener('click', () => {
  host.postMessage({ type: 'ask' });
});
page.connect.addEventListener('click', () => {
  host.postMessage({ type: 'connect' });
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
  const { requests } = data.shown;
  list(requests, data.shown.current);
  draw(requests.find(({ id }) => id === data.shown.current));
});
setInterval(() => {
  for (const row of rows) row.tick();
}, 500);
host.postMessage({ type: 'ready' });

/** Rows stay the elements they are, so that the keyboard stays on the button it is on. */
function list(requests: readonly ShownRequest[], shown: number | undefined): void {
  const before = rows;
  rows = requests.map(
    (request) => before.find((row) => row.id === request.id) ?? new RequestRow(request.id, host),
  );
  for (const row of before) if (!rows.includes(row)) row.element.remove();
  for (const [at, row] of rows.entries()) {
    const there = page.requests.children[at];
    if (there !== row.element) page.requests.insertBefore(row.element, there ?? null);
    const request = requests[at];
    if (request) row.show(request, request.id === shown ? 'current' : 'other');
  }
  page.requests.classList.toggle('several', requests.length > 1);
}

function draw(request: ShownRequest | undefined): void {
  const before = current;
  current = request;
  page.empty.hidden = request !== undefined;
  page.filled.hidden = request === undefined;
  if (!request) return;
  const { phase } = request;
  page.kept.hidden = request.kept === 'all';
  page.destination.hidden = !isRunning(phase) || request.thought === 'none';
  if (phase !== 'waiting' && phase !== 'thinking') thought.finish();
  if (before?.id !== request.id || before.phase !== phase) {
    page.announcement.textContent = phaseWords(request, request.elapsed);
  }
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page lacks #${id}`);
  return found;
}
