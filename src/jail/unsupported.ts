import type { JailConfig, Where } from '../config/configuration.js';

/** What Fail2Ban would do and this version does not, so that it is never left out in silence. */
export function unsupported(config: JailConfig): { where: Where; text: string }[] {
  const { ignorecommand, ignoreip, bantimeOptions, places } = config;
  const at = (option: string) => places.get(option) ?? { ...config.where, option };
  const found = [];
  if (ignorecommand !== '') {
    const text = 'ignorecommand is not run yet: it ignores nobody; list them in ignoreip';
    found.push({ where: at('ignorecommand'), text });
  }
  for (const { value, where } of ignoreip.filter(({ value }) => value.startsWith('file:'))) {
    found.push({ where, text: `${value} in ignoreip is not read yet: it ignores nobody; list them in ignoreip` });
  }
  if (bantimeOptions.increment) {
    const text = 'bantime.increment is not carried out yet: every ban lasts the plain bantime; set a longer bantime';
    found.push({ where: at('bantime.increment'), text });
  }
  return found;
}
