import type { JailConfig, Where } from '../config/configuration.js';

/** What Fail2Ban would do and this version does not, so that it is never left out in silence. */
export function unsupported(config: JailConfig): { where: Where; text: string }[] {
  const { bantimeOptions, places } = config;
  const at = (option: string) => places.get(option) ?? { ...config.where, option };
  const found = [];
  if (bantimeOptions.increment) {
    const text = 'bantime.increment is not carried out yet: every ban lasts the plain bantime; set a longer bantime';
    found.push({ where: at('bantime.increment'), text });
  }
  return found;
}
