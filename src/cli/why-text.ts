import type { JailWhy, WhyAnswer } from '../server/commands/why.js';
import { escapeControls } from '../escape-controls.js';
import { localStamp } from '../time/local-stamp.js';

/** Of the log lines behind a ban so many are shown, the newest; `--json` shows all. */
const mostLines = 5;

/** What `why ID` prints: what each jail that knows the id has to say, then those that don't. */
export function whyText({ id, jails }: WhyAnswer): string {
  const telling = jails.filter((jail) => Object.keys(jail).length > 1);
  const silent = jails.filter((jail) => !telling.includes(jail)).map(({ jail }) => jail);
  const parts = [
    ...telling.map((jail) => [`Jail ${jail.jail}: ${verdict(jail, id)}`, ...linesOf(jail)]),
    ...(silent.length === 0 ? [] : [[`Nothing is known of it in: ${silent.join(', ')}`]]),
  ];
  const rows = parts.flatMap(([head = '', ...lines], index) => {
    const isLast = index === parts.length - 1;
    return [`${isLast ? '`-' : '|-'} ${head}`, ...lines.map((line) => `${isLast ? ' ' : '|'}  ${line}`)];
  });
  return [id, ...rows].join('\n');
}

function verdict({ ban, failing, ignoredBy }: JailWhy, id: string): string {
  if (ban !== undefined) return ban.id === id ? 'banned' : `banned with ${ban.id}`;
  if (ignoredBy !== undefined) return 'ignored, never banned';
  if (failing === undefined) return 'not banned';
  const missing = failing.maxretry - failing.failures;
  return `not banned, ${missing} more ${missing === 1 ? 'failure makes' : 'failures make'} a ban`;
}

function linesOf(jail: JailWhy): readonly string[] {
  const items = [...banItems(jail), ...failingItems(jail)];
  if (jail.ignoredBy !== undefined) items.push(`Ignored by:\t${jail.ignoredBy}`);
  if (jail.history !== undefined) {
    items.push(`Bans so far:\t${jail.history.count}, the last at ${localStamp(jail.history.last)}`);
  }
  const lines = [...(jail.ban?.matches ?? []), ...(jail.failing?.matches ?? [])].slice(-mostLines);
  items.push(...lines.map((line) => `Log:\t${line}`));
  return items.map((item, index) => `${index === items.length - 1 ? '`-' : '|-'} ${escapeControls(item)}`);
}

function banItems({ ban }: JailWhy): string[] {
  if (ban === undefined) return [];
  const { time, until, failures, restored, notInForce, leaking } = ban;
  const items = [
    `Since:\t${localStamp(time)}${restored ? ', put back after a restart' : ''}`,
    `Until:\t${until === null ? 'for ever' : localStamp(until)}`,
    `Because of:\t${failures === 0 ? 'somebody, by hand' : counted(failures)}`,
  ];
  if (notInForce !== undefined) items.push(`Not in force:\t${notInForce}`);
  if (leaking !== undefined) items.push(`Leaking:\t${counted(leaking.hits)} since the ban: ${leaking.reason}`);
  return items;
}

function failingItems({ failing }: JailWhy): readonly string[] {
  if (failing === undefined) return [];
  const { failures, maxretry, findtime, first, last } = failing;
  const when = failures === 1 ? `at ${localStamp(last)}` : `from ${localStamp(first)} to ${localStamp(last)}`;
  return [`Failures:\t${failures} of ${maxretry} within ${findtime} seconds, ${when}`];
}

function counted(failures: number): string {
  return `${failures} ${failures === 1 ? 'failure' : 'failures'}`;
}
