import type { Commands, JailCommand } from './command.js';

/** `get JAIL …`: what a jail is set to (spec runtime §7.6). */
export const jailGetters: Commands<JailCommand> = {
  logpath: (control, { name }) => {
    const sources = control.sourcesOf(name);
    return sources.kind === 'files' ? sources.files : [];
  },
  maxretry: (_control, { parts }) => parts.config.maxretry,
  findtime: (_control, { parts }) => parts.config.findtime,
  bantime: (_control, { parts }) => parts.config.bantime,
};
