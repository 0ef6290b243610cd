import { expect, it } from 'vitest';
import type { Log } from '../../../src/log.js';
import { EventFeed, feeding, type ServerEvent } from '../../../src/server/api/event-feed.js';

function listening(...jails: readonly string[]) {
  const feed = new EventFeed();
  const heard: ServerEvent[] = [];
  const logged: string[] = [];
  const log: Log = feeding(
    feed,
    (level, logger, text) => logged.push(`${logger} ${level} ${text}`),
    () => 12.5,
  );
  const cancel = feed.subscribe(jails, (event) => heard.push(event));
  return { feed, heard, logged, log, cancel };
}

it('hears what has the name of an event, and the log goes on as ever', () => {
  const { heard, logged, log } = listening();
  log('notice', 'actions', '[app] Ban 203.0.113.1', { jail: 'app', id: '203.0.113.1', event: 'ban' });
  log('info', 'jail', "Jail 'app' started", { jail: 'app', event: 'jail-started' });
  log('info', 'server', 'Server ready');
  log('warning', 'filter', '[app] something', { jail: 'app' });
  expect(heard).toEqual([
    { time: 12.5, event: 'ban', jail: 'app', id: '203.0.113.1', text: 'Ban 203.0.113.1' },
    { time: 12.5, event: 'jail-started', jail: 'app', id: null, text: "Jail 'app' started" },
  ]);
  expect(logged).toEqual([
    'actions notice [app] Ban 203.0.113.1',
    "jail info Jail 'app' started",
    'server info Server ready',
    'filter warning [app] something',
  ]);
});

it('hears of the jails it asked for alone, until it is cancelled', () => {
  const { feed, heard, log, cancel } = listening('a', 'b');
  for (const jail of ['a', 'b', 'c']) log('info', 'filter', `[${jail}] Found`, { jail, event: 'found' });
  log('info', 'filter', 'Found', { event: 'found' });
  expect(heard.map(({ jail }) => jail)).toEqual(['a', 'b']);
  expect(feed.isHeard).toBe(true);
  cancel();
  log('info', 'filter', '[a] Found', { jail: 'a', event: 'found' });
  expect([heard.length, feed.isHeard]).toEqual([2, false]);
});
