import { objectsOf, undoEachOther } from '../../action/same-objects.js';
import {
  type ActionConfig,
  ConfigError,
  type Configuration,
  type JailConfig,
  type Problem,
} from '../../config/configuration.js';
import { isFalse } from '../../config/values.js';
import { TsbanError } from '../../error.js';
import { isBarrier } from '../../jail/leak-reason.js';
import { doubt } from './finding.js';

/** What keeps bans from being what they are meant to be although nothing is wrong with any jail alone; a start tells it, too. */
export function checkBans(configuration: Configuration): Problem[] {
  const { jails } = configuration;
  return [...checkAllowipv6(configuration), ...jails.flatMap(checkUnban), ...checkObjects(jails)];
}

/** As in Fail2Ban (spec runtime §4.3). */
function checkAllowipv6({ serverOptions: { options } }: Configuration): Problem[] {
  const written = options.get('allowipv6');
  if (written === undefined || !isFalse(written.value)) return [];
  const text =
    'IPv6 addresses that logs name are banned all the same; no only keeps actions from starting for IPv6 ahead of that';
  return [{ severity: 'warning', error: new ConfigError(text, written.where) }];
}

function checkUnban(config: JailConfig): Problem[] {
  return config.actions.flatMap(({ actname, commands, where }) => {
    if ((commands.actionban ?? '').trim() === '' || commands.actionunban !== undefined) return [];
    const text = `action ${actname} has no actionunban, so nothing is undone when a ban ends`;
    return [doubt(config, `${text}; give it one, or write 'actionunban =' if that is meant`, where)];
  });
}

/** Actions that hold their bans in one and the same object, but make it in different ways. */
function checkObjects(jails: readonly JailConfig[]): Problem[] {
  const users = jails.flatMap((jail) => jail.actions.flatMap((action) => userOf(jail, action)));
  return users.flatMap((user, index) => {
    const other = users.slice(0, index).find(({ objects }) => undoEachOther(objects, user.objects));
    if (other === undefined) return [];
    const { jail, action } = user;
    const both = `${action.actname} and ${other.action.actname} of [${other.jail.name}] share a chain, set or the like`;
    const text = `${both} but make it in different ways (ports, protocol, blocktype …), so that one undoes what the other does`;
    return [doubt(jail, `${text}; give one of them another name=…`, action.where)];
  });
}

function userOf(jail: JailConfig, action: ActionConfig) {
  try {
    return isBarrier(action) ? [{ jail, action, objects: objectsOf(action) }] : [];
  } catch (error) {
    // Told where the action is made.
    if (error instanceof TsbanError) return [];
    throw error;
  }
}
