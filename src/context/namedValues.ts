import type { SecretForm } from './secretForm';
import { isChosen, isChosenUnquoted, isKey, isSeedPhrase } from './valueGates';

/** What may stand behind the word that counts, in a name: `PASSWORD_PROD`, `token2`. */
const suffix = String.raw`(?:[-_]?(?:value|string|prod|production|dev|development|staging|live|local|default|old|new|primary|secondary|base64|b64|hex|\d{1,3})|[-_][A-Z])?`;

const endOfName = String.raw`\\?["'\x60]?[\])]{0,2}`;
const type = String.raw`(?:[?!]?\s?:\s{0,3}[\w<>[\]|&'., ]{1,40}?\s{0,3}(?==))?`;
const operator = String.raw`(?:=>|={1,3}|!={1,2}|:=|\?\?=?|\|\|=?|\?=|\+=|->|::?|(?<=["']\s{1,8})value=)`;
const wrapper = String.raw`(?:[\w.:]{0,20}(?:from|Secret\w{0,12}|String|bytes|b64decode|atob|Wallet)\(\s{0,8})?`;
// All that can be of a value is, as in an atomic group: nothing is tried twice.
const quoted = String.raw`(?:[rbfuLN]|\$|@)?\\?["'\x60](?=([^\s"'\x60\\<>]{6,512}))\1(?=\\?["'\x60])`;
const bare = String.raw`(?=([^\s"'\x60(){}[\]<>,;$\\|&=]{6,512}={0,2}))\1`;

/** As in programs: `name = "…"`, `name: '…'`, `"name", "…"`, `process.env.NAME || "…"`. */
const inQuotes =
  suffix +
  endOfName +
  String.raw`\s{0,30}` +
  type +
  operator +
  String.raw`\s{0,30}` +
  wrapper +
  quoted;
/** As where a call has both at its end: `getenv("NAME", "…")`; lists of names have more. */
const besideIt =
  suffix +
  String.raw`\\?["'\x60]\s{0,4},\s{0,30}` +
  wrapper +
  quoted +
  String.raw`(?=\\?["'\x60]\s{0,8}\))`;
/** As in lists of settings, one in a line: `NAME=…`, `name: …`. */
const onLine =
  suffix +
  String.raw`["']?[ \t]{0,30}(?:=|:=?)[ \t]{0,30}` +
  bare +
  String.raw`(?=[ \t]*(?:[ \t]#.*)?\r?$)`;
/** As arguments of a command: `--name=…`, `--name …`. */
const asArgument = suffix + '[ =]' + bare + String.raw`(?=$|[\s"'\x60\\])`;
/** As in XML: `<name>…</name>`. */
const inElement = suffix + '>' + bare + String.raw`(?=<\/)`;
/** As in lists of variables: `name: NAME`, and below it `value: …`. */
const below =
  suffix +
  String.raw`["']?[ \t]{0,8}\r?\n\s{0,40}value:[ \t]{0,8}["']?` +
  bare +
  String.raw`(?=["']?[ \t]*\r?$)`;

/** What follows a name in each of them, looked at once for all. */
const assigned = new RegExp(
  suffix +
    String.raw`(?:\\?["'\x60]?[\])]{0,2}\s{0,30}(?:[=:!?|+]|->|value[=:])|\\?["'\x60]\s{0,4},|>| [^\s=:]{0,40}\d)`,
  'iy',
);

/** Of a name, what the word in it is made of no secret by. */
const harmless = String.raw`(?<!(?:public|publishable|csrf|xsrf|request|idempotency|next|page|paging|cancel|cancellation|continuation|sync|syntax|start|end|open|close|eos|bos|pad|stop|special|design|injection|mask|unk|no|not|is|has|hash|hashed|encrypted|confirm|forgot|reset|show|hide|invalid|wrong|missing)[-_. ]?)(?<!::\w{0,40})`;
/** A key is one of these, or of a table, a map, a piano. */
const qualified = String.raw`(?<=(?:api|access|secret|private|auth|encryption|encrypt|decryption|signing|signature|sign|master|service|account|client|app|application|subscription|session|admin|webhook|shared|jwt|crypto|cipher|aes|hmac|ssh|wallet|deployer|django|flask|licen[sc]e|token|bot|server|storage|admin|hashing|cookie)[-_. ]?)`;
const atLineStart = String.raw`(?:^|\n)[ \t]{0,40}(?:(?:export|set|ENV|ARG|env|-|#|\/\/|;) {0,3})?["']?[\w.-]{0,50}`;

interface Kind {
  readonly what: string;
  readonly starts: readonly string[];
  readonly before: string;
  readonly quoted: SecretForm['accepts'];
  readonly bare: SecretForm['accepts'];
}

const inThreeCases = (...words: readonly string[]): readonly string[] =>
  words.flatMap((word) => [word, word.charAt(0).toUpperCase() + word.slice(1), word.toUpperCase()]);

const kinds: readonly Kind[] = [
  {
    what: 'password',
    starts: inThreeCases('password', 'passwd', 'passphrase', 'passwort', 'pass', 'pwd'),
    before: harmless,
    quoted: isChosen,
    bare: isChosenUnquoted,
  },
  {
    what: 'secret',
    starts: inThreeCases('secret', 'credential', 'credentials'),
    before: harmless,
    quoted: isKey,
    bare: isKey,
  },
  { what: 'token', starts: inThreeCases('token'), before: harmless, quoted: isKey, bare: isKey },
  {
    what: 'key',
    starts: inThreeCases('key'),
    before: qualified + harmless,
    quoted: isKey,
    bare: isKey,
  },
];

const named = (
  { what, starts, before }: Pick<Kind, 'what' | 'starts' | 'before'>,
  rest: string,
  accepts: SecretForm['accepts'],
  where = '',
): SecretForm => ({
  what,
  starts,
  rest: new RegExp(rest, 'imy'),
  accepts,
  front: new RegExp(`${where}${before}$`, 'i'),
  ...(rest !== wordsInARow && { after: assigned }),
  start: 'a name',
});

const wordsInARow = String.raw`\w{0,10}["'\x60\])]{0,3}\s{0,8}(?:[=:,(]|is)\s{0,8}["'\x60(]{0,2}((?:[a-z]{3,8}[ ,]{1,2}){11,23}[a-z]{3,8})(?![a-z])`;

/**
 * Values that only the name before them tells to be secrets. What gives alarm is bounded as in
 * gitleaks' `generic-api-key`: by the name, by chance in the value, and by what examples say.
 */
export const namedValues: readonly SecretForm[] = [
  ...kinds.flatMap((kind) => [
    named(kind, inQuotes, kind.quoted),
    named(kind, besideIt, kind.bare),
    named(kind, onLine, kind.bare, atLineStart),
    named(kind, asArgument, kind.bare, String.raw`(?<![\w-])--[\w-]{0,40}`),
    named(kind, inElement, kind.bare, String.raw`<[\w.:-]{0,40}`),
    named(kind, below, kind.bare, String.raw`name:[ \t]{0,8}["']?[\w.-]{0,40}`),
  ]),
  named(
    {
      what: 'seed phrase',
      // Without the list of BIP 39, which would cost every window 13 KB for a rare case.
      starts: [
        ...inThreeCases('mnemonic', 'seed phrase', 'seed_phrase', 'seed words', 'seed_words'),
        ...inThreeCases('recovery phrase', 'recovery_phrase', 'secret phrase'),
        ...['seedPhrase', 'SeedPhrase', 'recoveryPhrase', 'seedWords', 'secretPhrase'],
      ],
      before: '',
    },
    wordsInARow,
    isSeedPhrase,
  ),
];
