import { Daemon } from './daemon.js';
import type { Ending } from './ending.js';
import type { LeftFile } from './left-file.js';
import type { Logger } from './logger/logger.js';
import { SettingsInForce } from './settings-in-force.js';
import type { Settings, SettingsGiven } from './settings.js';
import type { State } from './state.js';
import { newNameCache, workshopFor } from './workshop.js';

/** What a daemon is made with. */
export interface DaemonNeeds {
  readonly directory: string;
  readonly version: string;
  readonly given: SettingsGiven;
  readonly settings: Settings;
  readonly logger: Logger;
  readonly state: State;
  readonly leftFile?: LeftFile;
}

/** A daemon that has not started yet; whoever asks it to stop has this ending begin. */
export async function newDaemon(needs: DaemonNeeds, ending: Ending): Promise<Daemon> {
  const { directory, version, given, settings, logger, state, leftFile } = needs;
  const names = newNameCache();
  const workshop = await workshopFor(settings, logger.log, state, names);
  const inForce = new SettingsInForce(settings, { given, logger, state, version });
  const parts = { directory, version, logger, state, settings: inForce, names, workshop, leftFile };
  return new Daemon(parts, async () => ending.end());
}
