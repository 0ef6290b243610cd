import { existsSync } from 'node:fs';
import type { JailConfig, Problem } from '../../config/configuration.js';
import { ignoreFilePath } from '../../filter/ignore.js';
import { parseAddress } from '../../net/address.js';
import { doubt } from './finding.js';

/** Entries of ignoreip that spare nobody: what is meant as an address and is none, names nobody can have, files that are not there. */
export function checkIgnoreip(config: JailConfig): Problem[] {
  return config.ignoreip.flatMap(({ value, where }) => {
    const fault = faultOf(value);
    return fault === undefined ? [] : [doubt(config, `'${value}' spares nobody: ${fault}`, where)];
  });
}

function faultOf(entry: string): string | undefined {
  const path = ignoreFilePath(entry);
  if (path !== undefined)
    return existsSync(path) ? undefined : `the file ${path} is not there; correct the path, or make it`;
  if (parseAddress(entry) !== undefined) return undefined;
  const network = 'write a network such as 198.51.100.0/24';
  if (/^[\d.]+-[\d.]*\d$/.test(entry)) return `ranges are not known; ${network}`;
  if (entry.includes('*')) return `wildcards are not known; ${network}`;
  if (entry.includes('/')) return `it is no network; behind the slash stands 0 to 32 (to 128 for IPv6), or a netmask`;
  if (/^[\d.]+$|:/.test(entry)) return 'it is no address; correct it';
  return isHostName(entry) ? undefined : 'it is neither an address nor a host name; correct it';
}

function isHostName(text: string): boolean {
  const labels = text.replace(/\.$/, '').split('.');
  return text.length <= 254 && labels.every((label) => /^(?!-)[\w-]{1,63}(?<!-)$/.test(label));
}
