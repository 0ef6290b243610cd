import { existsSync } from 'node:fs';
import { reasonOf } from '../error.js';
import type { Configuration } from '../config/configuration.js';
import { readLogTarget } from '../config/log-target.js';
import { readConfiguration } from '../config/read-config.js';
import { systemClock } from '../time/clock.js';
import { timerWaker } from '../time/waker.js';
import { EventFeed, feeding } from './api/event-feed.js';
import type { Daemon } from './daemon.js';
import { Ending } from './ending.js';
import { LeftFile } from './left-file.js';
import { type Logger, openLogger } from './logger/logger.js';
import { newDaemon } from './new-daemon.js';
import { notifySystemd } from './notify.js';
import { writePidfile } from './pidfile.js';
import { isBeingRestarted } from './restart-job.js';
import { type Settings, settle, type SettingsGiven } from './settings.js';
import { openSockets } from './sockets.js';
import { openState } from './state.js';
import { keepWatchdog } from './watchdog.js';

/** What `tsban` was started with. */
export interface ServerOptions {
  readonly directory: string;
  readonly given: SettingsGiven;
  readonly version: string;
}

/** The running daemon, to whoever started it. */
export interface Server {
  /** Takes everything down; asked twice, it is done once. */
  stop(): Promise<void>;
  /** What SIGTERM asks for: the same, but where systemd is about to start tsban anew, that one goes on with what is in force. */
  terminate(): Promise<void>;
  /** Resolves when nothing is left, whoever asked for it. */
  readonly stopped: Promise<void>;
  flushLogs(): void;
}

/**
 * Starts the daemon in this order: log, database, control socket, jails. Rejects with a TsbanError, leaving nothing
 * behind, where it can't run at all; what is wrong with single jails is logged, and leaves out those.
 */
export async function startServer({ directory, given, version }: ServerOptions): Promise<Server> {
  const configuration = readConfiguration(directory);
  // A directory that was Fail2Ban's has filters, recidive's for one, that know the log by its names.
  const { program } = configuration.serverOptions;
  const settings = settle(given, { logname: program, ...configuration.server });
  const opened = await openLogger({
    target: readLogTarget(settings.logtarget),
    syslogsocket: settings.syslogsocket,
    level: settings.loglevel,
    format: settings.logformat,
    name: settings.logname,
  });
  const events = new EventFeed();
  const logger = { ...opened, log: feeding(events, opened.log, systemClock) };
  const ending = new Ending();
  ending.afterAnswer(() => logger.close());
  try {
    const daemon = await bringUp({ directory, configuration, given, settings, logger, events, version }, ending);
    return {
      stop: async () => daemon.stop(),
      terminate: async () => ((await isBeingRestarted()) ? daemon.leave() : daemon.stop()),
      stopped: ending.ended,
      flushLogs: () => void logger.reopen(),
    };
  } catch (error) {
    logger.log('critical', 'server', reasonOf(error));
    await ending.end();
    throw error;
  }
}

interface Start {
  readonly directory: string;
  readonly configuration: Configuration;
  readonly given: SettingsGiven;
  readonly settings: Settings;
  readonly logger: Logger;
  readonly events: EventFeed;
  readonly version: string;
}

async function bringUp(start: Start, ending: Ending): Promise<Daemon> {
  const { directory, configuration, given, settings, logger, events, version } = start;
  const { log } = logger;
  log('info', 'server', `Starting tsban v${version}`);
  const state = openState(settings, log);
  ending.beforeAnswer(() => state.close());
  const leftFile = new LeftFile(settings.socket, log);
  const daemon = await newDaemon({ directory, version, given, settings, logger, state, leftFile }, ending);
  // A daemon that ends properly takes its socket with it.
  const hasCrashed = existsSync(settings.socket);
  await openSockets(settings, { control: daemon, events, log, ending });
  ending.beforeAnswer(writePidfile(settings.pidfile, log));
  ending.beforeAnswer(async () => daemon.shutDown());
  const left = leftFile.read();
  await daemon.start(configuration, hasCrashed || !left.isExact, left);
  ending.beforeAnswer(async () => notifySystemd(log, 'STOPPING=1'));
  const status = `${daemon.jails.all().length} jails`;
  ending.afterAnswer(keepWatchdog(timerWaker, log));
  await notifySystemd(log, '--ready', `--status=${status}`);
  log('info', 'server', `Server ready, ${status}`);
  return daemon;
}
