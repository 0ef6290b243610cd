import type { Jail } from '../../jail/jail.js';
import { pythonRepr } from '../../python-repr.js';
import { jailAnswer, statusAnswer } from '../answers.js';
import { CommandError } from '../command-error.js';
import type { Control } from '../control.js';
import type { JailStats } from '../server-answers.js';
import { type Commands, jailNamed, type ServerCommand } from './command.js';

const flavors = ['short', 'basic', 'stats', 'cymru'];

/** Commands that show jails and their counts (spec runtime §7.3). */
export const statusCommands: Commands<ServerCommand> = {
  status: (control, [name, flavor = 'basic', ...more]) => {
    if (more.length > 0) throw CommandError.invalid('Invalid command (no status)');
    if (name === undefined) return statusAnswer(control);
    if (name !== '--all') return flavored(control, [jailNamed(control, name)], flavor)[0];
    return flavored(control, byName(control), flavor);
  },
  stats,
  statistics: stats,
  statistic: stats,
};

function stats(control: Control): readonly JailStats[] {
  return byName(control).map((jail) => statsOf(control, jail));
}

function flavored(control: Control, jails: readonly Jail[], flavor: string): readonly unknown[] {
  if (!flavors.includes(flavor)) {
    const text = `Unsupported extended jail status flavor ${pythonRepr(flavor)}. Supported: ${pythonRepr(flavors)}`;
    control.log('warning', 'actions', text);
  }
  return jails.map((jail) => (flavor === 'stats' ? statsOf(control, jail) : jailAnswer(control, jail)));
}

function byName({ jails }: Control): readonly Jail[] {
  return [...jails.all()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

function statsOf(control: Control, { name, failures, bans }: Jail): JailStats {
  return {
    jail: name,
    backend: control.sourcesOf(name).kind === 'journal' ? 'systemd' : 'inotify',
    failed: [failures.currentlyFailed, failures.totalFailed],
    banned: [bans.currentlyBanned, bans.totalBanned],
  };
}
