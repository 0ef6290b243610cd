import type { JailConfig } from '../config/configuration.js';
import { createJail, remakeParts, type Workshop } from '../jail/create-jail.js';
import type { Jail } from '../jail/jail.js';
import { sameMeaning } from '../jail/same-meaning.js';
import { checkSources } from './check-sources.js';
import type { Made } from './made-jail.js';

/** What a configuration asks for, to be put in the place of a jail that is `running`; a new jail without one. Throws a ConfigError. */
export function makeJail(config: JailConfig, workshop: Workshop, running?: Jail): Made {
  checkSources(config);
  if (running === undefined) return createJail(config, workshop);
  return sameMeaning(running.parts.config, config) ? 'unchanged' : remakeParts(config, workshop, running);
}

/** A workshop of which nothing gets into the log. */
export function silent(workshop: Workshop): Workshop {
  const log = () => undefined;
  return { ...workshop, jail: { ...workshop.jail, log }, action: { ...workshop.action, log } };
}
