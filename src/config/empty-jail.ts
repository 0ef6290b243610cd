import type { JailConfig, Where } from './configuration.js';
import { Findings } from './findings.js';
import { readJail } from './jail-config.js';

/** A jail of which nobody has set anything yet but its name and backend: it watches, finds and does nothing. */
export function emptyJail(name: string, backend: string): JailConfig {
  const where: Where = { file: '', line: 0, section: name, option: '' };
  const options = new Map([['backend', { value: backend, where: { ...where, option: 'backend' } }]]);
  const sections = new Map([[name, { where, options, known: undefined }]]);
  const unit = { name: 'jail', defaults: new Map(), sections, problems: [] };
  const config = readJail(name, unit, { find: () => undefined, findLogs: () => [] }, new Findings(name));
  if (config === undefined) throw new Error(`an empty jail can be read: ${name}`);
  return config;
}
