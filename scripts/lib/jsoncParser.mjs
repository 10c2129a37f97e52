// @ts-check
/** For bundlers: its main entry hides its parts from them. */
export const jsoncParserAlias = { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' };
