let lastText = '';
let lastIsAscii = true;

/** True if the short ways will do for a text. Remembers its last answer: a filter tries many patterns on one line. */
export function isAscii(text: string): boolean {
  if (text !== lastText) {
    // An interrupted search must not leave the answer for one text beside another.
    const answer = !/[^\x00-\x7f]/.test(text);
    lastText = text;
    lastIsAscii = answer;
  }
  return lastIsAscii;
}

/** Tells of a text that is known to be ASCII, which saves the next who asks a look at all of it. */
export function noteAscii(text: string): void {
  lastText = text;
  lastIsAscii = true;
}
