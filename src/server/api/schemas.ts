import * as v from 'valibot';
import { eventNames } from '../../log.js';
import type { BanAnswer, JailAnswer, StatusAnswer } from '../answers.js';
import type { ServerEvent } from './event-feed.js';
import type { Problem } from './problem.js';

const text = (description: string) => v.pipe(v.string(), v.description(description));
const count = (description: string) => v.pipe(v.number(), v.integer(), v.minValue(0), v.description(description));
const time = (description: string) => v.pipe(v.number(), v.description(`${description}, seconds since 1970`));
const texts = (description: string) => v.pipe(v.array(v.string()), v.description(description));

const leak = {
  hits: count('Failures since it is in force'),
  last: time('Its last failure since'),
  reason: text('What is probably wrong'),
};

/** Answer of `/v1/status`. */
export const statusSchema: v.GenericSchema<unknown, StatusAnswer> = v.object({
  version: text('Version of the daemon'),
  jails: texts('Names of the running jails, sorted'),
  problems: v.pipe(
    v.array(v.object({ severity: v.picklist(['error', 'warning']), jail: v.nullable(v.string()), text: v.string() })),
    v.description('What the configuration in force has wrong'),
  ),
});

/** One jail, as `status JAIL` tells of it. */
export const jailSchema: v.GenericSchema<unknown, JailAnswer> = v.object({
  jail: text('Its name'),
  filter: v.object({
    currentlyFailed: count('Ids with failures that still count'),
    totalFailed: count('Failures since the start'),
    fileList: v.exactOptional(texts('Logs that are followed')),
    missingFiles: v.exactOptional(texts('Logs that are waited for')),
    catchingUp: v.exactOptional(
      v.array(v.object({ file: v.string(), percent: v.pipe(v.number(), v.minValue(0), v.maxValue(100)) })),
    ),
    journalMatches: v.exactOptional(texts('What is read of the journal')),
    searches: v.object({
      overruns: count('Searches that took too long for a RegExp'),
      demotions: count('Regexes left to the slower, linear engine'),
      shortened: count('Lines that lost their middle'),
      givenUp: count('Searches that were given up'),
    }),
  }),
  actions: v.object({
    currentlyBanned: count('Bans that are not over'),
    totalBanned: count('Bans since the start'),
    bannedIpList: texts('Banned ids in order of banning'),
    notInForce: v.exactOptional(v.array(v.object({ id: v.string(), reason: v.string() }))),
    leaking: v.exactOptional(v.array(v.object({ id: v.string(), ...leak }))),
    troubles: v.exactOptional(
      v.array(
        v.object({
          action: text('An action for which orders wait, or of which a command did not work'),
          pending: count('Orders that wait'),
          lastFailure: v.exactOptional(
            v.object({ time: time('When a command last did not work'), command: v.string(), reason: v.string() }),
          ),
        }),
      ),
    ),
  }),
});

/** One ban. */
export const banSchema: v.GenericSchema<unknown, BanAnswer> = v.object({
  jail: text('Name of the jail'),
  id: text('Banned address, network, or whatever the jail bans'),
  time: time('Begin'),
  bantime: v.pipe(v.number(), v.description('Length in seconds; negative for ever')),
  until: v.pipe(v.nullable(v.number()), v.description('End, seconds since 1970; null for ever')),
  bancount: count('How often the id was banned before and now'),
  failures: count('Failures that led to it'),
  restored: v.pipe(v.boolean(), v.description('From before the last start')),
  notInForce: v.exactOptional(text('Why it is not in force')),
  leaking: v.exactOptional(v.object(leak)),
});

/** Body of `POST /v1/commands`. */
export const commandSchema = v.object({
  command: v.pipe(v.array(v.string()), v.minLength(1), v.description('Words of a command of tsban-client')),
});

/** Body of `POST /v1/jails/{jail}/bans`. */
export const idsSchema = v.object({
  ids: v.pipe(v.array(v.pipe(v.string(), v.minLength(1))), v.minLength(1), v.description('Whom to ban')),
});

/** What a command came to. */
export const commandAnswerSchema = v.object({ answer: v.unknown() });

export const bannedSchema = v.object({ banned: count('New bans; those who were banned already are not counted') });

export const unbannedSchema = v.object({ unbanned: count('Bans lifted') });

/** The data of one message of `/v1/events`. */
export const eventSchema: v.GenericSchema<unknown, ServerEvent> = v.object({
  time: time('When'),
  event: v.picklist(eventNames),
  jail: v.nullable(v.string()),
  id: v.pipe(v.nullable(v.string()), v.description('Whom it is about; null for nobody in particular')),
  text: text('As the log puts it'),
});

/** Every error (RFC 9457). */
export const problemSchema: v.GenericSchema<unknown, Problem> = v.object({
  type: v.literal('about:blank'),
  status: v.pipe(v.number(), v.integer()),
  title: text('What the status means'),
  code: text('Stable, for programs'),
  detail: text('For people'),
  nok: text('What fail2ban-client shows behind NOK'),
});
