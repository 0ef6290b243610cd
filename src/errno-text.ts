import { getSystemErrorMap } from 'node:util';

/** An error of the system as Python numbers and words it, `111` and `Connection refused`; undefined for a code that is none. */
export function errnoText(code: string | undefined): { readonly errno: number; readonly text: string } | undefined {
  for (const [number, [name, text]] of getSystemErrorMap()) {
    if (name === code) return { errno: -number, text: text.charAt(0).toUpperCase() + text.slice(1) };
  }
  return undefined;
}
