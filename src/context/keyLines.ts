/** A line between the ends of a key, also quoted, commented or indented. */
export const bodyLine =
  /^[ \t>*#/"'+]{0,40}([A-Za-z0-9+/]{1,80}={0,2})(?:\\n)?[ \t"',;+\\]{0,8}\r?$/;
