/** Text with its control characters written out as `\x1b`, so that it can't steer a terminal; tabs and newlines stay. */
export function escapeControls(text: string): string {
  return text.replace(
    /[^\P{Cc}\t\n]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
    (char) =>
      `\\${char < '\u0100' ? 'x' : 'u'}${char
        .charCodeAt(0)
        .toString(16)
        .padStart(char < '\u0100' ? 2 : 4, '0')}`,
  );
}
