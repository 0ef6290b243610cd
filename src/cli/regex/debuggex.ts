/** Which regexes `-D` links, as they are written and with their tags expanded. */
export interface Debuggex {
  readonly regexes: readonly { readonly written: string; readonly expanded: string }[];
  readonly isMultiline: boolean;
}

/** One text a regex for a line of the report, `LINE | REGEX |  URL`: what a browser has to open to try the two (spec config §6). */
export function debuggexRows(line: string, text: string, { regexes, isMultiline }: Debuggex): string[] {
  return regexes.map(({ written, expanded }) => {
    const flags = isMultiline ? '&flags=m' : '';
    const query = `re=${formEncoded(expanded)}&str=${formEncoded(text)}&flavor=python${flags}`;
    return `${line} | ${written} |  https://www.debuggex.com/?${query}`;
  });
}

function formEncoded(text: string): string {
  const escape = (char: string) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, escape)
    .replaceAll('%20', '+');
}
