import { type PythonValue, pythonRepr } from '../python-repr.js';
import type { JailAnswer, StatusAnswer } from '../server/answers.js';
import type { WhyAnswer } from '../server/commands/why.js';
import type { JailStats } from '../server/server-answers.js';
import type { ReloadPlan } from '../server/reload-plan.js';
import { jailText } from './jail-text.js';
import { planText } from './plan-text.js';
import { type Display, statsTable } from './stats-table.js';
import { whyText } from './why-text.js';

/** What is printed for the answer to a command, which is given as its words. */
type Text = (answer: unknown, words: readonly string[], display: Display) => string;

/** Texts of answers about the server as a whole, by the first word of the command (spec runtime §7.6). */
export const serverTexts: Readonly<Record<string, Text>> = {
  ping: (answer) => `Server replied: ${String(answer)}`,
  flushlogs: (answer) => `logs: ${String(answer)}`,
  status: statusText,
  reload: (answer) => ('jails' in (answer as object) ? planText(answer as ReloadPlan) : 'OK'),
  restart: () => 'OK',
  add: (answer) => `Added jail ${String(answer)}`,
  why: (answer) => whyText(answer as WhyAnswer),
  stats: statsText,
  statistics: statsText,
  statistic: (answer) => rawStats(answer as readonly JailStats[]),
};

/** Texts of `get|set OPTION`. */
export const optionTexts: Readonly<Record<string, Text>> = {
  loglevel: (answer) => `Current logging level is ${pythonRepr(String(answer))}`,
  logtarget: (answer) => `Current logging target is:\n\`- ${String(answer)}`,
  syslogsocket: (answer) => `Current syslog socket is:\n\`- ${String(answer)}`,
  dbfile: (answer) => ofDatabase(answer, `Current database file is:\n\`- ${String(answer)}`),
  dbpurgeage: (answer) => ofDatabase(answer, `Current database purge age is:\n\`- ${String(answer)}seconds`),
  dbmaxmatches: (answer) => pythonRepr(answer as PythonValue),
};

function ofDatabase(answer: unknown, text: string): string {
  return answer === null ? 'Database currently disabled' : text;
}

/** `status`, `status JAIL [FLAVOR]` and `status --all [FLAVOR]` (spec runtime §7.3). */
function statusText(answer: unknown, [, name, flavor]: readonly string[], display: Display): string {
  if (name === undefined) return jailListText(answer as StatusAnswer);
  if (flavor === 'stats') return statsTable([answer].flat() as JailStats[], display);
  const isShort = flavor === 'short';
  return name === '--all' ? allJailsText(answer as JailAnswer[], isShort) : jailText(answer as JailAnswer, isShort);
}

function jailListText({ jails }: StatusAnswer): string {
  return ['Status', `|- Number of jail:\t${jails.length}`, `\`- Jail list:\t${jails.join(', ')}`].join('\n');
}

function allJailsText(jails: readonly JailAnswer[], isShort: boolean): string {
  const head = ['Status', `|- Number of jail:\t${jails.length}`];
  const list = `Jail list:\t${jails.map(({ jail }) => jail).join(', ')}`;
  if (jails.length === 0) return [...head, `\`- ${list}`].join('\n');
  const trees = jails.flatMap((jail, index) => {
    const isLast = index === jails.length - 1;
    const [, ...lines] = jailText(jail, isShort).split('\n');
    return [
      `   ${isLast ? '`-' : '|-'} Jail: ${jail.jail}`,
      ...lines.map((line) => `   ${isLast ? ' ' : '|'}  ${line}`),
    ];
  });
  return [...head, `|- ${list}`, '`- Status for the jails:', ...trees].join('\n');
}

function statsText(answer: unknown, _words: readonly string[], display: Display): string {
  return statsTable(answer as readonly JailStats[], display);
}

/** As Fail2Ban's server gives them, to whom wants to read them with a program. */
function rawStats(jails: readonly JailStats[]): string {
  const items = jails.map(
    ({ jail, backend, failed, banned }) =>
      `${pythonRepr(jail)}: [${pythonRepr(backend)}, (${failed.join(', ')}), (${banned.join(', ')})]`,
  );
  return `{${items.join(', ')}}`;
}
