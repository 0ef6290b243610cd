/** What Python's repr() prints for texts, and for dicts and sets of them: how fail2ban-regex shows options and captures. */
export function pythonRepr(
  value: string | readonly string[] | Readonly<Record<string, string | readonly string[]>>,
): string {
  if (typeof value === 'string') return reprText(value);
  if (isList(value)) return `{${value.map(reprText).join(', ')}}`;
  return `{${Object.entries(value)
    .map(([key, item]) => `${reprText(key)}: ${pythonRepr(item)}`)
    .join(', ')}}`;
}

const isList = (value: readonly string[] | object): value is readonly string[] => Array.isArray(value);

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };

function reprText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(/[\\\p{C}\p{Z}]/gu, (char) => (char === ' ' ? char : (named[char] ?? byCode(char))));
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}

function byCode(char: string): string {
  const code = (char.codePointAt(0) ?? 0).toString(16);
  if (code.length <= 2) return `\\x${code.padStart(2, '0')}`;
  return code.length <= 4 ? `\\u${code.padStart(4, '0')}` : `\\U${code.padStart(8, '0')}`;
}
