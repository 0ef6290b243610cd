import type { JailConfig } from '../config/configuration.js';

/** What Fail2Ban would do and this version does not, so that it is never left out in silence. */
export function unsupported({
  ignorecommand,
  ignoreip,
  bantimeOptions,
}: JailConfig): { option: string; text: string }[] {
  const found = [];
  if (ignorecommand !== '') {
    found.push({
      option: 'ignorecommand',
      text: 'ignorecommand is not run yet: it ignores nobody; list them in ignoreip',
    });
  }
  if (ignoreip.some((entry) => entry.startsWith('file:'))) {
    found.push({
      option: 'ignoreip',
      text: 'file: in ignoreip is not read yet: it ignores nobody; list them in ignoreip',
    });
  }
  if (/^(1|on|true|yes)$/i.test(bantimeOptions['increment'] ?? '')) {
    const text = 'bantime.increment is not carried out yet: every ban lasts the plain bantime; set a longer bantime';
    found.push({ option: 'bantime.increment', text });
  }
  return found;
}
