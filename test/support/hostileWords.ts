/**
 * Words that mean harm, as data: whoever shows foreign words is tried with all of them. To add a
 * surface, find what makes its text and drive `hostileWords` through it: a formatter in
 * test/unit/hostileWords.test.ts, a command in test/contract/cli/hostileWords.test.ts, and what is seen
 * in the editor in test/screen/hostileWords.test.ts, which looks for what came alive in the whole window.
 */

/** What no window, terminal or page may ever ask: no such host exists. */
export const hostileHost = 'hostile.invalid';

/** What stands in whatever of these words came alive: in an address, or as an icon. */
export const hostileMarks = [hostileHost, 'newUntitledFile', 'etc/passwd', 'evil', 'alert(1)'];
export const hostileIcon = 'squirrel';

/** A command that leaves a mark where it runs; a link to it must not be one. */
export const sentinelCommand = 'workbench.action.files.newUntitledFile';

const address = `https://${hostileHost}/track.png`;
const command = `command:${sentinelCommand}`;

/** Links and pictures in every form that Markdown, VS Code or HTML know. */
export const hostileLinks: Readonly<Record<string, string>> = {
  'a command link': `[Fix it now](${command})`,
  'a command link with arguments': `[Fix](${command}?%5B%22x%22%5D "a title")`,
  'a command link in brackets': `[Fix](<${command}>)`,
  'a spelling of its own': `[Fix](COMMAND:${sentinelCommand})`,
  'a web link': `[docs](${address})`,
  'a file link': '[keys](file:///etc/passwd)',
  'a link of VS Code': '[add](vscode:extension/evil.evil)',
  'a link that is script': '[x](javascript:alert(1))',
  'a link that is data': '[x](data:text/html,<script>alert(1)</script>)',
  'a picture': `![a](${address})`,
  'a picture that is a link': `[![a](${address})](${command})`,
  'an address in brackets': `<${address}> <${command}> <file:///etc/passwd>`,
  'bare addresses': `${address} www.${hostileHost} a@${hostileHost} file:///etc/passwd`,
  'a reference': `[Fix][1]\n\n[1]: ${command}\n`,
  'an image element': `<img src="${address}" onerror="alert(1)">`,
  'a script element': `<script src="${address}"></script>`,
  'an anchor element': `<a href="${command}">Fix</a>`,
  'a frame element': `<iframe src="${address}"></iframe>`,
  'a fence of backticks': `\`\`\`\n[Fix](${command})\n\`\`\`\``,
  'a fence of tildes': `~~~\n[Fix](${command})\n~~~`,
  icons: '$(squirrel) $(sync~spin) \\$(warning)',
};

/** Characters that steer terminals, or that nobody sees. */
export const hostileControls: Readonly<Record<string, string>> = {
  'a colour': '\u001b[31mred\u001b[0m',
  'a title': '\u001b]0;title\u0007',
  'a link of terminals': `\u001b]8;;${address}\u001b\\click\u001b]8;;\u001b\\`,
  'a clipboard': '\u001b]52;c;aGk=\u0007',
  'a cleared screen': '\u001b[2J\u001b[H',
  'a C1 control': '\u009b31m',
  'a nothing': 'a\u0000b',
  'a return': 'good\rbad',
  'a backspace': 'good\b\b\b\bevil',
  'an override': 'user\u202e // nimda\u2066 \u2069',
  'an embedding': 'a\u202ab\u202bc\u202d',
  'marks of direction': 'a\u200eb\u200fc\u061c',
  'zero width': 'a\u200bb\u200cc\u200dd\u2060e\ufeff',
  'soft hyphens': 'pass\u00adword',
  tags: 'hi\u{e0068}\u{e0069}\u{e007f}',
  'variation selectors': 'a\ufe0f\u{e0100}b',
  fillers: 'a\u3164b\u115fc',
  'separators of lines': 'one\u2028two\u2029three',
  'a lone surrogate': 'a\ud800b',
};

/** Words that are something to a program: a path, a name of the language. */
export const hostileNames: Readonly<Record<string, string>> = {
  'a path': '/etc/passwd',
  'a path upwards': '../../x',
  'a path of Windows': '..\\..\\x',
  'a prototype': '__proto__',
  'a constructor': 'constructor',
  lines: 'name\ntrellis: all is well\r\nname',
};

export const hostileWords: Readonly<Record<string, string>> = {
  ...hostileLinks,
  ...hostileControls,
  ...hostileNames,
};

/** All in one, for a surface that is slow to drive. */
export const allHostileWords = Object.values(hostileWords).join(' ');

/** The worst of them in few characters, for where a little is shown of much. */
export const worstWords = `[Fix it now](${command}) ![a](${address}) $(squirrel) <img src=x> a\u202eb`;

/** Longer than anything that a window may be asked to draw. */
export const endlessLine = 'x'.repeat(5 * 1024 * 1024);
