import {
  type ActionCommand,
  type ActionConfig,
  actionCommands,
  type BulkCommand,
  bulkCommands,
  type Where,
} from './configuration.js';
import { readOption, type Scope } from './interpolate.js';
import { expandTags, type ResolveTag } from './tags.js';
import { isTrue, mapLines, placeOfLine } from './values.js';

/** Options of an action that are no parameters of it, in the order in which Fail2Ban reads them. */
export const fail2banSettings: readonly string[] = [
  'actionstart',
  'actionstart_on_demand',
  'actionstop',
  'actionflush',
  'actionreload',
  'actioncheck',
  'actionrepair',
  'actionrepair_on_unban',
  'actionban',
  'actionprolong',
  'actionreban',
  'actionunban',
  'norestored',
];
const yesNo: ReadonlySet<string> = new Set(['actionstart_on_demand', 'actionrepair_on_unban', 'norestored']);
const bulk: ReadonlySet<string> = new Set(bulkCommands);

/** True for an option that is no parameter of its action. */
export function isSetting(option: string): boolean {
  return fail2banSettings.includes(option) || bulk.has(option);
}

/** What the settings of an action are read from. */
export interface SettingsSource {
  /** Those given in brackets, then those of [Init]; they go before the file's own. */
  readonly options: ReadonlyMap<string, string>;
  /** [Definition] as the action sees it. */
  readonly scope: Scope;
  readonly resolve: ResolveTag;
  /** Where the jail names the action. */
  readonly where: Where;
}

type ActionSettings = Omit<ActionConfig, 'actname' | 'where' | 'parameters'>;

/** Reads commands and yes/no settings, tags put in, each line of a command with its place. Throws a ConfigError. */
export function readSettings({ options, scope, resolve, where }: SettingsSource): ActionSettings {
  const settings = new Map<string, string | boolean>();
  const places = new Map<string, readonly Where[]>();
  const inFile = [...fail2banSettings, ...bulkCommands].filter((option) => !options.has(option));
  for (const option of [...inFile, ...[...options.keys()].filter(isSetting)]) {
    const value = options.get(option);
    const written = value === undefined ? readOption(scope, option) : { value, where };
    if (written === undefined) continue;
    if (yesNo.has(option)) {
      settings.set(option, isTrue(written.value));
      continue;
    }
    const command = mapLines(written, (line, at) => expandTags(option, line, resolve, at));
    settings.set(option, command.value);
    places.set(
      option,
      command.value.split('\n').map((_, line) => placeOfLine(command, line)),
    );
  }
  for (const option of foreignBulk(places)) settings.delete(option);
  const sent = [...settings].filter(([option]) => !bulk.has(option));
  return { ...named(settings), places, settings: new Map(sent) };
}

/** Commands for many beside a command for one that somebody has replaced in another file: his is to be run. */
function foreignBulk(places: ReadonlyMap<string, readonly Where[]>): readonly BulkCommand[] {
  const fileOf = (option: string) => places.get(option)?.[0]?.file;
  return (['ban', 'unban'] as const).flatMap((kind) => {
    const options = [`action${kind}bulk`, `bulk${kind}`] as const;
    const single = fileOf(`action${kind}`);
    return single === undefined || options.every((option) => fileOf(option) === single) ? [] : options;
  });
}

/** The settings by the names tsban has for them. */
function named(
  settings: ReadonlyMap<string, string | boolean>,
): Pick<ActionConfig, 'commands' | 'norestored' | 'actionstartOnDemand' | 'actionrepairOnUnban'> {
  const commands: Partial<Record<ActionCommand | BulkCommand, string>> = {};
  for (const command of [...actionCommands, ...bulkCommands]) {
    const text = settings.get(command);
    if (typeof text === 'string') commands[command] = text;
  }
  const yes = (option: string) => settings.get(option) === true;
  return {
    commands,
    norestored: yes('norestored'),
    actionstartOnDemand: settings.has('actionstart_on_demand') ? yes('actionstart_on_demand') : undefined,
    actionrepairOnUnban: yes('actionrepair_on_unban'),
  };
}
