const codes = { dim: 2, red: 31, green: 32, yellow: 33 } as const;

export type Colour = keyof typeof codes;

/** A text in a colour where a person looks at the stream and has not set NO_COLOR, else as it is. */
export function paint(stream: NodeJS.WriteStream, colour: Colour | undefined, text: string): string {
  // As no-color.org says, an empty value counts as unset.
  const isPlain = !stream.isTTY || (process.env.NO_COLOR ?? '') !== '' || process.env.TERM === 'dumb';
  return colour === undefined || isPlain ? text : `\x1b[${codes[colour]}m${text}\x1b[0m`;
}
