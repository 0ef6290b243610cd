/**
 * True if a value from outside is mere text where it would stand in a script for the shell, put in as it is (spec runtime
 * §4.8). Narrower than there: a value with blanks behind `x=` would be a command, and one that is (a part of) a
 * here-document's last line would end it, whatever follows being commands. Within single quotes blanks are harmless,
 * and nothing but the value itself would show it.
 */
export function mayStandVerbatim(value: string, script: string, index: number): boolean {
  if (special.test(value) || value.length > maxLength) return false;
  if (value !== '' && hereDocumentEnds(script).some((end) => end.includes(value))) return false;
  return !/\s/.test(value) || isSingleQuoted(script, index);
}

const special = /[\\#&;`|*?~<>^()[\]{}$'"\r\n]/;
const maxLength = 2_000;

function hereDocumentEnds(script: string): readonly string[] {
  return [...script.matchAll(/<<-?[ \t]*(\S+)/g)].map(([, end = '']) => end);
}

/** Escaped characters, comments, quoted texts and all else, one after the other; the last quotes may be open. */
const pieces = /\\[^]|(?<![^\s;&|()])#.*|'[^']*(?:'|$)|"(?:\\[^]|[^"\\])*(?:"|$)|[^]/g;

/** A guess where double quotes hold further quotes, or a here-document an apostrophe. */
function isSingleQuoted(script: string, index: number): boolean {
  for (const { 0: piece, index: start } of script.matchAll(pieces)) {
    if (start + piece.length > index) return piece.startsWith("'");
  }
  return false;
}
