import { expect, it } from 'vitest';
import { usualFormat } from '../../../src/config/line-format.js';
import { readLogTarget } from '../../../src/config/log-target.js';
import { formatLine } from '../../../src/server/logger/format-line.js';

const message = {
  timeMs: new Date(2026, 10, 21, 7, 59, 40, 804).getTime(),
  level: 'notice' as const,
  logger: 'tsban.actions',
  text: '[sshd] Ban 192.0.2.10\nforged',
};
const date = '2026-11-21 07:59:40,804';
const text = '[sshd] Ban 192.0.2.10\\nforged';

it("is Fail2Ban's line", () => {
  expect(formatLine(message, 18242, usualFormat)).toBe(`${date} tsban.actions           [18242]: NOTICE  ${text}`);
});

// What Fail2Ban 1.0.2 writes with each of these; with syslog and the journal, behind the tag.
it.each([
  ['/var/log/x', `${date} tsban.actions           [18242]: NOTICE  ${text}`],
  ['SYSOUT', `tsban.actions           [18242]: NOTICE  ${text}`],
  ['STDOUT[padding=off]', `${date} tsban.actions[18242]: NOTICE ${text}`],
  ['stderr[datetime=off]', `tsban.actions           [18242]: NOTICE  ${text}`],
  ['STDERR[padding=off, datetime=off]', `tsban.actions[18242]: NOTICE ${text}`],
  ['SYSOUT[datetime=on]', `${date} tsban.actions           [18242]: NOTICE  ${text}`],
  ['SYSLOG', `NOTICE ${text}`],
  ['SYSLOG[datetime=on,padding=on]', `${date} NOTICE  ${text}`],
  ['SYSTEMD-JOURNAL', `NOTICE ${text}`],
  [
    'STDOUT[format="100%% %(levelname)-10s%(process)7d|%(name)s - %(message)s"]',
    `100% NOTICE      18242|tsban.actions - ${text}`,
  ],
])('to %s is written as %j', (target, line) => {
  expect(formatLine(message, 18242, readLogTarget(target).format)).toBe(line);
});
