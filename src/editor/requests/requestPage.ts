import type { Entry } from '../../activity/journal';
import { codeFence } from '../../base/codeFence';
import { asPageText } from '../../base/foreignText';
import { escapeInvisible, escapeInvisibleInJson } from '../../base/invisible';

/** The journal entry as a page: what exactly was sent, how to send it again, what came of it. */
export function requestPage(entry: Entry): string {
  const { sent } = entry;
  const sections = [
    `# ${entry.method} with ${asPageText(entry.model)}`,
    facts(entry),
    sent
      ? `## Sent\n\n${sent.method} ${sent.url}\n\n${codeFence('json', escapeInvisibleInJson(pretty(sent.body)))}`
      : '',
    sent ? `## As a curl command\n\n${codeFence('sh', curl(entry))}` : '',
    entry.reasoning ? `## Reasoning\n\n${codeFence('text', escapeInvisible(entry.reasoning))}` : '',
    `## Answer\n\n${entry.text ? codeFence('text', escapeInvisible(entry.text)) : 'Nothing was received.'}`,
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function facts(entry: Entry): string {
  const { usage } = entry;
  const lines = [
    `- Started: ${entry.startedAt.toISOString()}`,
    `- State: ${stateOf(entry)}`,
    entry.firstTokenAfter === undefined
      ? ''
      : `- First token: ${milliseconds(entry.firstTokenAfter)}`,
    entry.endedAfter === undefined ? '' : `- Ended: ${milliseconds(entry.endedAfter)}`,
    usage ? `- Tokens: ${usage.promptTokens} in, ${usage.completionTokens} out` : '',
    usage?.cachedTokens === undefined ? '' : `- From the prefix cache: ${usage.cachedTokens}`,
    ...entry.problems.map((problem) => `- Warning: ${asPageText(problem.message)}`),
  ];
  return lines.filter((line) => line !== '').join('\n');
}

function stateOf(entry: Entry): string {
  const { state } = entry;
  if (state.status === 'failed')
    return `failed (${state.error.code}): ${asPageText(state.error.message)}`;
  if (state.status === 'done') return `done (${state.finishReason ?? 'no finish reason'})`;
  if (state.status === 'enough') return 'done (enough text; the connection was closed)';
  return state.status;
}

function curl(entry: Entry): string {
  const { sent } = entry;
  if (!sent) return '';
  const body = escapeInvisibleInJson(JSON.stringify(sent.body ?? {}));
  return [
    `curl --no-buffer ${quoted(sent.url)} \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -H "Authorization: Bearer $TRELLIS_API_KEY" \\`,
    `  -d ${quoted(body)}`,
  ].join('\n');
}

/** As one word of a shell. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

function pretty(value: unknown): string {
  return JSON.stringify(value ?? {}, undefined, 2);
}

function milliseconds(value: number): string {
  return `${Math.round(value)} ms`;
}
