import { Environment } from '../action/environment.js';
import type { Problem } from '../config/configuration.js';
import { ConfigError } from '../config/configuration.js';
import { readConfiguration } from '../config/read-config.js';
import { createJail } from '../jail/create-jail.js';
import type { Log } from '../log.js';
import { systemClock } from '../time/clock.js';
import { timerWaker } from '../time/waker.js';
import { planJails } from './plan-jails.js';
import { openState } from './state.js';
import { checkSources } from './sources.js';
import { settle } from './settings.js';

/** Everything that is wrong with a configuration directory; makes every jail as a start would, but starts none. */
export function testConfiguration(directory: string): readonly Problem[] {
  const warnings: Problem[] = [];
  const log: Log = (level, _logger, text) => {
    if (level === 'warning' || level === 'error') warnings.push({ severity: 'warning', error: new ConfigError(text) });
  };
  const state = openState(settle({ dbfile: ':memory:' }, {}));
  const nobody = () => [];
  try {
    const { problems } = planJails(readConfiguration(directory), (config) => {
      checkSources(config);
      createJail(config, {
        jail: {
          log,
          clock: systemClock,
          waker: timerWaker,
          resolve: async () => Promise.resolve([]),
          commit: () => undefined,
        },
        action: {
          log,
          clock: systemClock,
          hostNames: { fq: 'localhost', sh: 'localhost' },
          run: async () => Promise.reject(new Error('nothing is run in a test')),
        },
        environment: new Environment(),
        failures: state.failures,
        bans: state.bans,
        resolved: nobody,
        ownAddresses: nobody,
      });
    });
    return [...problems, ...warnings];
  } catch (error) {
    if (error instanceof ConfigError) return [{ severity: 'error', error }];
    throw error;
  } finally {
    state.close();
  }
}
