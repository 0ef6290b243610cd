import { readBantimeOptions } from '../../src/config/bantime-options.js';
import type { JailConfig } from '../../src/config/configuration.js';
import { Findings } from '../../src/config/findings.js';

/** A jail named `test` with nothing in it but what a test says. */
export function jailConfig(overrides: Partial<JailConfig> = {}): JailConfig {
  return {
    name: 'test',
    where: { file: 'jail.conf', line: 1, section: 'test', option: '' },
    places: new Map(),
    options: new Map(),
    backend: 'auto',
    filter: {
      name: 'test',
      prefregex: undefined,
      failregex: [],
      ignoreregex: [],
      datepattern: undefined,
      maxlines: 1,
      usedns: 'warn',
      journalmatch: [],
      options: new Map(),
    },
    logpath: [],
    logencoding: 'auto',
    logtimezone: undefined,
    maxretry: 5,
    maxmatches: 5,
    findtime: 600,
    bantime: 600,
    bantimeOptions: readBantimeOptions(new Map(), new Findings('test')),
    ignoreip: [],
    ignoreself: true,
    ignorecommand: '',
    actions: [],
    pythonActions: [],
    ...overrides,
  };
}
