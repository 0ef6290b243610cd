import { pythonText } from '../../python-text.js';

/** What Python's repr() prints for texts, and for dicts and sets of them: how fail2ban-regex shows options and captures. */
export function pythonRepr(
  value: string | readonly string[] | Readonly<Record<string, string | readonly string[]>>,
): string {
  if (typeof value === 'string') return pythonText(value);
  if (isList(value)) return `{${value.map(pythonText).join(', ')}}`;
  return `{${Object.entries(value)
    .map(([key, item]) => `${pythonText(key)}: ${pythonRepr(item)}`)
    .join(', ')}}`;
}

const isList = (value: readonly string[] | object): value is readonly string[] => Array.isArray(value);
