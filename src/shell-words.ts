const pieces = /(?:[^\s'"\\]|\\[^]|'[^']*'|"(?:[^"\\]|\\[^])*")+/gu;

/** True where a quote is never closed, or the last backslash keeps nothing. */
export function isCutShort(line: string): boolean {
  return line.replaceAll(pieces, '').trim() !== '';
}

/** Splits at blanks as a shell does: quotes hold together, a backslash keeps the next character. */
export function shellWords(line: string): string[] {
  return Array.from(line.matchAll(pieces), ([word]) =>
    word.replaceAll(
      /'([^']*)'|"((?:[^"\\]|\\[^])*)"|\\([^])/gu,
      (_all, single?: string, double?: string, char?: string) => {
        return single ?? double?.replaceAll(/\\(["\\])/gu, '$1') ?? char ?? '';
      },
    ),
  );
}
