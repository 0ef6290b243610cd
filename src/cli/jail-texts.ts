import { type PythonValue, pythonRepr } from '../python-repr.js';

/** What of an answer is printed. */
type Text = (answer: unknown, words: readonly string[]) => string;

const logpath = listed('No file is currently monitored', 'Current monitored log file(s):');
const ignoreip = listed('No IP address/network is ignored', 'These IP addresses/networks are ignored:');
const regexes: Text = (answer) =>
  treeOf(
    'No regular expression is defined',
    'The following regular expression are defined:',
    (answer as readonly string[]).map((regex, index) => `[${index}]: ${regex}`),
  );
const journalmatch: Text = (answer) => {
  const alternatives = answer as readonly (readonly string[])[];
  if (alternatives.length === 0) return 'No journal match filter set';
  return `Current match filter:\n${alternatives.map((terms) => terms.join(' ')).join(' + ')}`;
};

/** What is printed of `get JAIL …` and `set JAIL …` where that is not simply the value (spec runtime §7.6). */
export const jailTexts: Readonly<Record<string, Text>> = {
  logpath,
  addlogpath: logpath,
  dellogpath: logpath,
  ignoreip,
  addignoreip: ignoreip,
  delignoreip: ignoreip,
  failregex: regexes,
  addfailregex: regexes,
  delfailregex: regexes,
  ignoreregex: regexes,
  addignoreregex: regexes,
  delignoreregex: regexes,
  journalmatch,
  addjournalmatch: journalmatch,
  deljournalmatch: journalmatch,
  logencoding: (answer) => `Current log encoding is set to:\n${String(answer)}`,
  datepattern: (answer) => {
    const { pattern, label } = answer as { readonly pattern: string | null; readonly label: string };
    return `Current date pattern set to: ${pattern === null ? label : `${pattern} (${label})`}`;
  },
  ignorecache: (answer) => pythonRepr(answer === null ? null : (Object.values(answer as object) as PythonValue[])),
  actions: (answer, [, jail]) =>
    namesOf(answer, `The jail ${jail} has the following actions:`, `No actions for jail ${jail}`),
  actionproperties: (answer, [, jail, , action]) =>
    namesOf(answer, `The jail ${jail} action ${action} has the following properties:`),
  actionmethods: (answer, [, jail, , action]) =>
    namesOf(answer, `The jail ${jail} action ${action} has the following methods:`),
};

function listed(none: string, title: string): Text {
  return (answer) => treeOf(none, title, answer as readonly string[]);
}

function treeOf(none: string, title: string, rows: readonly string[]): string {
  if (rows.length === 0) return none;
  return [title, ...rows.map((row, index) => `${index === rows.length - 1 ? '`-' : '|-'} ${row}`)].join('\n');
}

function namesOf(answer: unknown, title: string, none = title): string {
  const names = answer as readonly string[];
  return names.length === 0 ? none : `${title}\n${names.join(', ')}`;
}
