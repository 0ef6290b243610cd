import type { Display } from '../stats-table.js';

/** What standard output is; where it is no terminal, nothing is made to fit. */
export function display(): Display {
  return { columns: process.stdout.isTTY ? process.stdout.columns : undefined, isUtf8: isUtf8(process.env) };
}

/** True unless the locale says otherwise; one that is not set, or plain C, says nothing against it, as in Python. */
export function isUtf8({ LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): boolean {
  const locale = [LC_ALL, LC_CTYPE, LANG].find((value) => value !== undefined && value !== '') ?? 'C';
  return /^(?:C|POSIX)$|utf-?8/i.test(locale);
}
