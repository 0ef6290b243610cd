/**
 * A text in which nothing can steer a terminal or forge a line: control characters, line separators and marks of
 * writing direction stand as `\n`, `\x1b`, `\u202e`; tabs stay. Foreign text goes through here before it is printed.
 */
export function escapeControls(text: string): string {
  return text.replaceAll(/[^\P{Cc}\t]|[\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    if (character === '\n') return '\\n';
    if (character === '\r') return '\\r';
    const code = character.charCodeAt(0).toString(16);
    return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`;
  });
}

/** The same for a text of several lines, whose line ends stay. */
export function escapeControlsInLines(text: string): string {
  return text.split('\n').map(escapeControls).join('\n');
}
