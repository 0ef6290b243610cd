import type { Configuration, Problem } from '../config/configuration.js';
import { readLogTarget } from '../config/log-target.js';
import type { Log } from '../log.js';
import { systemClock } from '../time/clock.js';
import { timerWaker } from '../time/waker.js';
import { EventFeed, feeding } from './api/event-feed.js';
import type { Daemon } from './daemon.js';
import { Ending } from './ending.js';
import { openLogger } from './logger/logger.js';
import { nothingLeft } from './left-file.js';
import { newDaemon } from './new-daemon.js';
import { serveControl } from './serve-control.js';
import { settle } from './settings.js';
import { openState, type State } from './state.js';

export interface ShadowOptions {
  readonly configuration: Configuration;
  readonly version: string;
  /** How much of its log goes to standard error. */
  readonly loglevel: string;
  /** Where it can be asked, and told nothing; nowhere if undefined. */
  readonly socket: string | undefined;
  /** Is given every message of its log, whatever the level. */
  readonly hear: (message: string) => void;
  /** Puts into its state what it is to begin with. */
  readonly prepare: (state: State) => void;
}

/** A daemon that bans nobody, to whoever started it. */
export interface Shadow {
  /** Of the jails that run. */
  readonly jails: readonly string[];
  /** Jails and what else was left out, and why. */
  readonly problems: readonly Problem[];
  /** Files that are followed for a jail. */
  filesOf(jail: string): readonly string[];
  /** False while logs are read that were there at the start. */
  hasCaughtUp(): boolean;
  stop(): Promise<void>;
}

/**
 * Starts the daemon as it is, but for what others would notice: its jails have no actions, its state is in memory, and it
 * has neither pid file nor log. Rejects with a TsbanError where it can't run.
 */
export async function startShadow(options: ShadowOptions): Promise<Shadow> {
  const ending = new Ending();
  try {
    const daemon = await makeDaemon(options, ending);
    await daemon.start(withoutActions(options.configuration), false, nothingLeft);
    return shadowOf(daemon, ending);
  } catch (error) {
    await ending.end();
    throw error;
  }
}

async function makeDaemon(
  { configuration, version, loglevel, socket, hear, prepare }: ShadowOptions,
  ending: Ending,
): Promise<Daemon> {
  const settings = settle({ dbfile: ':memory:', loglevel, logtarget: 'STDERR' }, configuration.server);
  const target = readLogTarget(settings.logtarget);
  const { syslogsocket } = settings;
  const opened = await openLogger({ target, syslogsocket, level: loglevel, format: 'fail2ban', name: 'tsban' });
  const events = new EventFeed();
  const log = feeding(events, heard(opened.log, hear), systemClock);
  const logger = { ...opened, log };
  const state = openState(settings, log);
  ending.beforeAnswer(() => state.close());
  prepare(state);
  const { directory } = configuration;
  const daemon = await newDaemon({ directory, version, given: {}, settings, logger, state }, ending);
  ending.beforeAnswer(async () => daemon.shutDown());
  if (socket !== undefined) {
    // Whoever could have it read its configuration again would give it actions.
    const door = { socket, right: 'read', access: {} } as const;
    const served = await serveControl(door, { control: daemon, events }, timerWaker);
    ending.afterAnswer(async () => served.close());
  }
  return daemon;
}

function shadowOf(daemon: Daemon, ending: Ending): Shadow {
  const jails = daemon.jails.all().map(({ name }) => name);
  const catchingUp = (jail: string) => {
    const sources = daemon.sourcesOf(jail);
    return sources.kind === 'files' && sources.catchingUp.length > 0;
  };
  return {
    jails,
    problems: daemon.problems(),
    filesOf(jail) {
      const sources = daemon.sourcesOf(jail);
      return sources.kind === 'files' ? sources.files : [];
    },
    hasCaughtUp: () => !jails.some(catchingUp),
    async stop() {
      await ending.end();
      await ending.ended;
    },
  };
}

function heard(log: Log, hear: (message: string) => void): Log {
  return (level, logger, text, fields) => {
    hear(text);
    log(level, logger, text, fields);
  };
}

function withoutActions(configuration: Configuration): Configuration {
  return {
    ...configuration,
    jails: configuration.jails.map((jail) => ({ ...jail, actions: [], pythonActions: [] })),
  };
}
