/** Splits at blanks as a shell does: quotes hold together, a backslash keeps the next character. */
export function shellWords(line: string): string[] {
  const pieces = /(?:[^\s'"\\]|\\[^]|'[^']*'|"(?:[^"\\]|\\[^])*")+/gu;
  return Array.from(line.matchAll(pieces), ([word]) =>
    word.replaceAll(
      /'([^']*)'|"((?:[^"\\]|\\[^])*)"|\\([^])/gu,
      (_all, single?: string, double?: string, char?: string) => {
        return single ?? double?.replaceAll(/\\(["\\$`])/gu, '$1') ?? char ?? '';
      },
    ),
  );
}
