import { banEnd } from '../../ban/ban-time.js';
import { readConfiguration } from '../../config/read-config.js';
import { readFail2banDatabase } from '../../database/fail2ban-database.js';
import { TsbanError } from '../../error.js';
import { startShadow } from '../../server/start-shadow.js';
import { type EpochSeconds, systemClock } from '../../time/clock.js';
import type { ExitCode } from '../client/client.js';
import type { ClientOptions } from '../client/options.js';
import { type Tell, teller } from '../client/tell.js';
import { fail2banDbfile } from '../fail2ban-dbfile.js';
import { importState, type StateToTake, stateToTake } from '../import-fail2ban/import-state.js';
import { packageVersion } from '../version.js';
import { beginningOf, leftOut, limitsOf } from './beginning.js';
import { compare, type Heard } from './compare.js';
import { Comparison } from './comparison.js';
import { findLog, followLog } from './fail2ban-log.js';
import { type Happening, readLine, readMessage, type Side } from './happening.js';
import { disagreements, jsonReport, textReport } from './report.js';
import { readShadowWords } from './words.js';

/**
 * `shadow [--from DIR] [--with DIR] [--log FILE] [--db FILE] [--tolerance TIME] [--for TIME]`: runs the jails of a Fail2Ban
 * that runs, without their actions, and tells whenever the two do not find, ban or lift the same. Ends with 1 if they ever
 * did not. Throws a TsbanError where there is nothing to compare.
 */
export async function shadow(options: ClientOptions, words: readonly string[]): Promise<ExitCode> {
  const { from, with: own, log, db, ...rules } = readShadowWords(words);
  const tell = teller(options.v - options.q);
  const report = options.json === true ? jsonReport : textReport;
  const fail2ban = readConfiguration(from);
  const configuration = own === undefined ? fail2ban : readConfiguration(own);
  const place = findLog(fail2ban, log);

  const heard: Heard[] = [];
  const hear = (side: Side, happening: Happening | undefined) => {
    if (happening !== undefined) heard.push([side, happening, systemClock()]);
  };
  const following = await followLog(place, (line) => hear('fail2ban', readLine(line)), tell);
  const since = systemClock();
  const state = stateOf(db ?? fail2banDbfile(fail2ban), since, tell);
  const running = await startShadow({
    configuration,
    version: packageVersion(),
    loglevel: options.v > 0 ? 'INFO' : options.q > 0 ? 'ERROR' : 'WARNING',
    socket: options.socket,
    hear: (message) => hear('tsban', readMessage(message)),
    prepare: (database) => importState(state, [], database),
  });

  const jails = limitsOf(configuration, running.jails);
  const missing = leftOut(configuration, running.problems);
  const comparison = new Comparison({ ...rules, since, jails, leftOut: missing, tellsFound: place.tellsFound });
  for (const ban of state.inForce) comparison.begunWith(ban.jail, ban.id, banEnd(ban));
  const { problems } = running;
  process.stdout.write(report.begins(beginningOf({ configuration, running: running.jails, problems, log: place })));
  await compare({ comparison, heard, running, report, lasts: rules.lasts });
  await Promise.all([following.stop(), running.stop()]);
  return disagreements(comparison.tallies) === 0 ? 0 : 1;
}

/** The bans that Fail2Ban has from before, taken up as an import does; logs are read back anew, so that failures count. */
function stateOf(database: string, now: EpochSeconds, tell: Tell): Pick<StateToTake, 'inForce' | 'over' | 'positions'> {
  try {
    return stateToTake(readFail2banDatabase(database), [], now);
  } catch (error) {
    if (!(error instanceof TsbanError)) throw error;
    tell('warning', `${error.message}; whom Fail2Ban has banned so far is not known`);
    return { inForce: [], over: [], positions: [] };
  }
}
