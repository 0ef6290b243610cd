import { join } from 'node:path/posix';
import { isList, type PythonValue } from '../python-repr.js';
import { shellWords } from '../shell-words.js';
import type { ActionConfig, JailConfig, PythonAction } from './configuration.js';
import type { FindLogs } from './log-files.js';
import { isTrue } from './values.js';

type Rows = readonly (readonly PythonValue[])[];

/** The commands that set up one jail, all but its start (spec config §7); `directory` is where action.d stands. */
export function jailCommands(jail: JailConfig, directory: string, findLogs: FindLogs): Rows {
  const { name, backend, filter, logpath } = jail;
  const files = logpath.flatMap(({ value: { glob, word } }) => findLogs(glob).map((file) => [file, word]));
  return [
    ['add', name, backend],
    ...matchingCommands(name, basics, jail.options),
    ...matchingCommands(name, basics, filter.options),
    ...matchingCommands(name, filterSends(filter.options), filter.options),
    ...matchingCommands(name, patterns, jail.options),
    ...settingCommands(jail),
    ...files.map((file) => ['set', name, 'addlogpath', ...file]),
    ...actionsCommands(jail, directory),
  ];
}

/** What everything else about matching depends on is set before it. */
const basics = ['usedns', 'prefregex', 'maxlines'];
const patterns = ['ignoreregex', 'failregex', 'datepattern', 'journalmatch'];

/** In the filter's own order. Fail2Ban takes any part of the word datepattern for it: a parameter `a` is sent too. */
function filterSends(options: ReadonlyMap<string, string>): string[] {
  return [...options.keys()].filter((option) => patterns.includes(option) || 'datepattern'.includes(option));
}

function matchingCommands(jail: string, names: readonly string[], options: ReadonlyMap<string, string>): Rows {
  return names.flatMap((name) => {
    const value = options.get(name);
    return value === undefined ? [] : matchingCommand(jail, name, value);
  });
}

function matchingCommand(jail: string, option: string, value: string): Rows {
  const lines = value.split('\n').filter((line) => line !== '');
  switch (option) {
    case 'failregex':
    case 'ignoreregex':
      return several([jail, `add${option}`], lines);
    case 'journalmatch':
      return lines.map((line) => ['set', jail, 'addjournalmatch', ...shellWords(line)]);
    case 'maxlines':
      return /^[-+]?\d+$/.test(value) ? [['set', jail, option, Number(value)]] : [];
    default:
      return [['set', jail, option, value]];
  }
}

/** One `set` for one value, a `multi-set` for more. */
function several(target: readonly string[], values: readonly PythonValue[]): Rows {
  const [first] = values;
  if (values.length > 1) return [['multi-set', ...target, values]];
  return values.length === 0 ? [] : [['set', ...target, ...(isList(first) ? first : [first])]];
}

const settings: Readonly<Record<string, (value: string) => PythonValue>> = {
  maxretry: Number,
  maxmatches: Number,
  findtime: String,
  bantime: String,
  'bantime.increment': isTrue,
  'bantime.factor': String,
  'bantime.formula': String,
  'bantime.multipliers': String,
  'bantime.maxtime': String,
  'bantime.rndtime': String,
  'bantime.overalljails': isTrue,
  ignorecommand: String,
  ignoreself: isTrue,
  ignoreip: String,
  ignorecache: String,
  logtimezone: String,
  logencoding: String,
};

function settingCommands({ name, options, ignoreip }: JailConfig): Rows {
  return Object.entries(settings).flatMap(([option, read]) => {
    const value = options.get(option);
    if (value === undefined) return [];
    return option === 'ignoreip'
      ? [['set', name, 'addignoreip', ...ignoreip.map((entry) => entry.value)]]
      : [['set', name, option, read(value)]];
  });
}

/** Python actions stand between the others where the jail has them. */
function actionsCommands({ name, actions, pythonActions }: JailConfig, directory: string): Rows {
  const python = (position: number) =>
    pythonActions
      .filter((action) => action.position === position)
      .map((action) => pythonActionCommand(name, action, directory));
  return [
    ...actions.flatMap((action, at) => [...python(at), ...actionCommands(name, action)]),
    ...python(actions.length),
  ];
}

function actionCommands(jail: string, { actname, settings, parameters }: ActionConfig): Rows {
  return [['set', jail, 'addaction', actname], ...several([jail, 'action', actname], [...settings, ...parameters])];
}

function pythonActionCommand(jail: string, { actname, file, parameters }: PythonAction, directory: string) {
  return ['set', jail, 'addaction', actname, join(directory, file), pythonJson(parameters)];
}

/** As Python's json.dumps() writes it. */
function pythonJson(values: ReadonlyMap<string, string>): string {
  const ascii = (text: string) =>
    JSON.stringify(text).replaceAll(
      /[\u007f-\uffff]/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  return `{${[...values].map(([key, value]) => `${ascii(key)}: ${ascii(value)}`).join(', ')}}`;
}
