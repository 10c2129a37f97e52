/** The Reasoning view's page, as an empty form that its script fills. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
  /** Where the page may load styles from. */
  readonly source: string;
  readonly nonce: string;
}

export function reasoningPage({ script, style, source, nonce }: PageParts): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; style-src ${source}; script-src 'nonce-${nonce}';">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<link rel="stylesheet" href="${style}">
<title>Reasoning</title>
</head>
<body>
<section id="empty" hidden>
  <p>What a model thinks before it answers appears here as it is written; the answer itself goes to
  an editor.</p>
  <button id="ask" type="button">Ask…</button>
  <button id="connect" type="button">Connect to Server…</button>
</section>
<section id="filled" hidden>
  <ul id="requests" aria-label="Requests"></ul>
  <div id="announcement" role="status"></div>
  <div id="thought" role="region" aria-label="Thought of the model" tabindex="0"></div>
  <p id="kept" class="note" hidden>Only the beginning of this long thought is kept.</p>
  <p id="destination" class="note">The answer opens in its own tab.</p>
</section>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}
