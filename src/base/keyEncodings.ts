/**
 * The ways in which a secret may be written out: as it is, escaped in JSON once or twice, in an
 * address or in HTML.
 */
export function plainEncodingsOf(secret: string): readonly string[] {
  const quoted = inJson(secret);
  const spellings = [
    secret,
    quoted,
    inJson(quoted),
    inAddress(secret),
    secret.replaceAll('\\', '\\\\').replaceAll("'", "\\'"),
    inHtml(secret, '&#39;'),
    inHtml(secret, '&#x27;'),
  ];
  return [...new Set(spellings)];
}

/**
 * The ways in which a secret may be written out, and how it looks within base64, where it may
 * begin at any of three places.
 */
export function encodingsOf(secret: string): readonly string[] {
  return [...new Set([...plainEncodingsOf(secret), ...withinBase64(secret)])];
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** A lone surrogate has no address. */
function inAddress(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function inHtml(text: string, apostrophe: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", apostrophe);
}

/** The characters of base64 that `secret` alone decides, after none, one or two other bytes. */
function withinBase64(secret: string): readonly string[] {
  const bytes = new TextEncoder().encode(secret);
  return [0, 1, 2].flatMap((before) => {
    const padded = new Uint8Array([...new Uint8Array(before), ...bytes]);
    const text = btoa(String.fromCharCode(...padded));
    const first = before === 0 ? 0 : before + 1;
    const whole = Math.floor((padded.length * 8) / 6);
    const decided = text.slice(first, whole);
    if (decided.length < 8) return [];
    return [decided, decided.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
