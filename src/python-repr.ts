import { pythonText } from './python-text.js';

/** Data that Python can print. Objects are dicts, undefined and null are None. */
export type PythonValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly PythonValue[]
  | ReadonlySet<PythonValue>
  | { readonly [key: string]: PythonValue };

/** Data as Python's repr() prints it; numbers as they are in JSON. */
export function pythonRepr(value: PythonValue): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return pythonText(value);
  if (typeof value === 'number') return String(value);
  if (isList(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  if (value instanceof Set) return `{${[...value].map(pythonRepr).join(', ')}}`;
  const entries = Object.entries(value).map(
    ([key, entry]) => `${pythonText(key)}: ${pythonRepr(entry as PythonValue)}`,
  );
  return `{${entries.join(', ')}}`;
}

/** Array.isArray, which alone does not see that read-only lists are lists. */
export function isList(value: PythonValue): value is readonly PythonValue[] {
  return Array.isArray(value);
}
