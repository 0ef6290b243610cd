import type { ActionConfig, JailConfig, Located } from '../config/configuration.js';
import type { OptionChange } from './option-change.js';

type Value = string | number | boolean | undefined | readonly (string | number)[];
type Values = ReadonlyMap<string, string>;

/** What another configuration sets differently for a jail; of its actions, which there are and what those that stay are given. */
export function jailChanges(before: JailConfig, after: JailConfig): readonly OptionChange[] {
  const changes = [...changesOf(valuesOf(before), valuesOf(after)), ...actionChanges(before.actions, after.actions)];
  // What no setting is made of may still be written differently.
  return changes.length > 0 ? changes : changesOf(before.options, after.options);
}

function changesOf(before: Values, after: Values, prefix = ''): readonly OptionChange[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((name) => ({ option: prefix + name, old: before.get(name) ?? null, new: after.get(name) ?? null }))
    .filter((change) => change.old !== change.new);
}

/** Parameters are what people write; commands, of which they are a part, are only told of where they stay as they are. */
function actionChanges(before: readonly ActionConfig[], after: readonly ActionConfig[]): readonly OptionChange[] {
  const names = (actions: readonly ActionConfig[]) => texts([['action', actions.map(({ actname }) => actname)]]);
  const changed = after.flatMap((action) => {
    const other = before.find(({ actname }) => actname === action.actname);
    if (other === undefined) return [];
    const prefix = `action ${action.actname} `;
    const given = changesOf(other.parameters, action.parameters, prefix);
    return given.length > 0 ? given : changesOf(texts([...other.settings]), texts([...action.settings]), prefix);
  });
  return [...changesOf(names(before), names(after)), ...changed];
}

function valuesOf(config: JailConfig): Values {
  const { filter, bantimeOptions, logpath, options } = config;
  const lines = (written: readonly Located<string>[]) => written.map(({ value }) => value);
  return texts([
    ['backend', config.backend],
    ['logpath', logpath.map(({ value: { glob, from } }) => (from === 'head' ? glob : `${glob} ${from}`))],
    ['logencoding', config.logencoding],
    ['logtimezone', config.logtimezone?.value],
    ['filter', filter.name],
    ['prefregex', filter.prefregex?.value],
    ['failregex', lines(filter.failregex)],
    ['ignoreregex', lines(filter.ignoreregex)],
    ['datepattern', filter.datepattern?.value],
    ['maxlines', filter.maxlines],
    ['usedns', filter.usedns],
    ['journalmatch', lines(filter.journalmatch)],
    ['maxretry', config.maxretry],
    ['maxmatches', config.maxmatches],
    ['findtime', config.findtime],
    ['bantime', config.bantime],
    ...Object.entries(bantimeOptions).map(([name, value]: [string, Value]) => [`bantime.${name}`, value] as const),
    ['ignoreip', lines(config.ignoreip)],
    ['ignoreself', config.ignoreself],
    ['ignorecommand', config.ignorecommand],
    ['ignorecache', options.get('ignorecache')],
    ['idle', config.idle],
  ]);
}

/** Lists one item a line; without what is not set. */
function texts(values: readonly (readonly [string, Value])[]): Values {
  const written = values.map(([name, value = '']) => [name, [value].flat().join('\n')] as const);
  return new Map(written.filter(([, text]) => text !== ''));
}
