import type { Jail } from '../../jail/jail.js';
import { pythonRepr } from '../../python-repr.js';
import { textRecords } from '../../net/dns.js';
import { type JailAnswer, jailAnswer, statusAnswer } from '../answers.js';
import { CommandError } from '../command-error.js';
import type { Control } from '../control.js';
import { originsOf } from '../origins.js';
import type { JailStats, JailWithOrigins } from '../server-answers.js';
import { type Commands, jailNamed, type ServerCommand } from './command.js';

const flavors = ['short', 'basic', 'stats', 'cymru'];

/** Commands that show jails and their counts (spec runtime §7.3). */
export const statusCommands: Commands<ServerCommand> = {
  status: async (control, [name, flavor = 'basic', ...more]) => {
    if (more.length > 0) throw CommandError.invalid('Invalid command (no status)');
    if (name === undefined) return statusAnswer(control);
    const all = name === '--all' ? byName(control) : [jailNamed(control, name)];
    if (!flavors.includes(flavor)) tellUnsupported(control, flavor);
    const answers = await Promise.all(all.map(async (jail) => flavored(control, jail, flavor)));
    return name === '--all' ? answers : answers[0];
  },
  stats,
  statistics: stats,
  statistic: stats,
};

function stats(control: Control): readonly JailStats[] {
  return byName(control).map((jail) => statsOf(control, jail));
}

async function flavored(
  control: Control,
  jail: Jail,
  flavor: string,
): Promise<JailStats | JailAnswer | JailWithOrigins> {
  if (flavor === 'stats') return statsOf(control, jail);
  const answer = jailAnswer(control, jail);
  if (flavor !== 'cymru') return answer;
  return { ...answer, origins: await originsOf(answer.actions.bannedIpList, textRecords) };
}

function tellUnsupported({ log }: Control, flavor: string): void {
  const supported = pythonRepr(flavors);
  log('warning', 'actions', `Unsupported extended jail status flavor ${pythonRepr(flavor)}. Supported: ${supported}`);
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
