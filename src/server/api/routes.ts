import * as v from 'valibot';
import { includes, rightFor } from '../../commands/rights.js';
import { canonicalId } from '../../net/address.js';
import { jailAnswer, statusAnswer } from '../answers.js';
import { jailNamed } from '../commands/command.js';
import { transmit } from '../commands/transmit.js';
import { metricsText, metricsType } from '../metrics/metrics-text.js';
import { allBans, bansOf, jailOf, lift, notBanned } from './ban-resources.js';
import { eventMessage } from './event-stream.js';
import { ApiError } from './problem.js';
import type { Route, RouteContext } from './route.js';
import {
  bannedSchema,
  banSchema,
  commandAnswerSchema,
  commandSchema,
  eventSchema,
  idsSchema,
  jailSchema,
  statusSchema,
  unbannedSchema,
} from './schemas.js';

/** Prometheus' view of the daemon. */
export const metricsRoute: Route = {
  method: 'GET',
  path: '/metrics',
  summary: 'What is counted, as Prometheus reads it',
  right: 'read',
  kind: 'text',
  type: metricsType,
  handle: async ({ control }) => metricsText(control),
};

/** Everything that is answered on the control socket. */
export const routes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/status',
    summary: 'The daemon, the names of its jails, and what its configuration has wrong',
    right: 'read',
    kind: 'json',
    answer: statusSchema,
    handle: ({ control }) => statusAnswer(control),
  },
  {
    method: 'GET',
    path: '/v1/jails',
    summary: 'All jails',
    right: 'read',
    kind: 'json',
    answer: v.array(jailSchema),
    handle: ({ control }) => control.jails.all().map((jail) => jailAnswer(control, jail)),
  },
  {
    method: 'GET',
    path: '/v1/jails/{jail}',
    summary: 'One jail',
    right: 'read',
    kind: 'json',
    answer: jailSchema,
    handle: (context, call) => jailAnswer(context.control, jailOf(context, call)),
  },
  {
    method: 'GET',
    path: '/v1/jails/{jail}/bans',
    summary: 'The bans of one jail, in order of banning',
    right: 'read',
    kind: 'json',
    answer: v.array(banSchema),
    handle: (context, call) => allBans([jailOf(context, call)]),
  },
  {
    method: 'POST',
    path: '/v1/jails/{jail}/bans',
    summary: 'Bans by hand, also whom the jail ignores',
    right: 'ban',
    body: idsSchema,
    kind: 'json',
    answer: bannedSchema,
    handle: async (context, call) => {
      const { ids } = checked(idsSchema, call.body);
      return { banned: await jailOf(context, call).byHand.ban(ids.map(canonicalId)) };
    },
  },
  {
    method: 'GET',
    path: '/v1/jails/{jail}/bans/{id}',
    summary: 'One ban, by the id or any spelling of the address',
    right: 'read',
    kind: 'json',
    answer: banSchema,
    handle: (context, call) => {
      const [ban] = bansOf([jailOf(context, call)], call);
      if (ban === undefined) throw notBanned(call);
      return ban;
    },
  },
  {
    method: 'DELETE',
    path: '/v1/jails/{jail}/bans/{id}',
    summary: 'Lifts one ban, by the id or any spelling of the address',
    right: 'ban',
    kind: 'json',
    answer: unbannedSchema,
    handle: async (context, call) => lift([jailOf(context, call)], call),
  },
  {
    method: 'GET',
    path: '/v1/bans',
    summary: 'The bans of all jails',
    right: 'read',
    kind: 'json',
    answer: v.array(banSchema),
    handle: ({ control }) => allBans(control.jails.all()),
  },
  {
    method: 'GET',
    path: '/v1/bans/{id}',
    summary: 'The bans of one id, or of any spelling of an address, in all jails; none if it is not banned',
    right: 'read',
    kind: 'json',
    answer: v.array(banSchema),
    handle: ({ control }, call) => bansOf(control.jails.all(), call),
  },
  {
    method: 'DELETE',
    path: '/v1/bans/{id}',
    summary: 'Lifts the bans of one id, or of any spelling of an address, in all jails',
    right: 'ban',
    kind: 'json',
    answer: unbannedSchema,
    handle: async ({ control }, call) => lift(control.jails.all(), call),
  },
  {
    method: 'POST',
    path: '/v1/commands',
    summary: 'Any command of tsban-client, as far as the socket has the right for it',
    right: 'read',
    body: commandSchema,
    kind: 'json',
    answer: commandAnswerSchema,
    handle: async (context, call) => ({ answer: await command(context, checked(commandSchema, call.body).command) }),
  },
  {
    method: 'GET',
    path: '/v1/events',
    summary: 'What happens, as it happens',
    right: 'read',
    query: { jail: 'Only of these jails' },
    kind: 'stream',
    type: 'text/event-stream',
    answer: eventSchema,
    handle: ({ control, events }, { query }) => {
      const names = query.getAll('jail');
      for (const name of names) jailNamed(control, name);
      return (hear) => events.subscribe(names, (event) => hear(eventMessage(event)));
    },
  },
  metricsRoute,
  {
    method: 'GET',
    path: '/openapi.json',
    summary: 'This description',
    right: 'read',
    kind: 'json',
    answer: v.record(v.string(), v.unknown()),
    handle: async ({ control }) => {
      // Few ever ask: the start need not wait for its code.
      const { openApi } = await import('./openapi.js');
      return openApi(routes, control.version);
    },
  },
];

/** What a body says, if it is as it has to be. Throws ApiError. */
function checked<Schema extends v.GenericSchema>(schema: Schema, body: unknown): v.InferOutput<Schema> {
  const { success, output, issues } = v.safeParse(schema, body, { abortEarly: true });
  if (success) return output;
  const [issue] = issues;
  const path = v.getDotPath(issue);
  throw new ApiError(400, 'BODY', `${path === null ? 'the body' : path}: ${issue.message}`);
}

function command({ control, right }: RouteContext, words: readonly string[]): unknown {
  const needed = rightFor(words);
  if (includes(right, needed)) return transmit(control, words);
  const text = `this socket is for '${right}' alone; '${words.slice(0, 3).join(' ')}' needs one for '${needed}'`;
  throw new ApiError(403, 'FORBIDDEN', text);
}
