import type { JailConfig } from '../../src/config/configuration.js';

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
    bantimeOptions: {
      increment: false,
      factor: 1,
      formula: undefined,
      multipliers: undefined,
      maxtime: undefined,
      rndtime: undefined,
      overalljails: false,
    },
    ignoreip: [],
    ignoreself: true,
    ignorecommand: '',
    actions: [],
    pythonActions: [],
    ...overrides,
  };
}
