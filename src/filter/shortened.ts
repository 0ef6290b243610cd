/** The beginning and the end of a text, together `limit` characters; a text that is no longer stays as it is. */
export function shortened(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const half = Math.floor(limit / 2);
  return text.slice(0, half) + text.slice(text.length - half);
}
