import { existsSync } from 'node:fs';
import { execa } from 'execa';
import { InstallError } from './install-error.js';

/** True where systemd runs this machine, and not merely lies on its disk. */
export function isSystemdUp(): boolean {
  return existsSync('/run/systemd/system');
}

/** Has systemd do something; throws an InstallError where it does not. */
export async function systemctl(...words: readonly string[]): Promise<void> {
  const done = await execa('systemctl', ['--quiet', ...words], { reject: false, stdin: 'ignore' });
  if (done.failed)
    throw new InstallError(`"systemctl ${words.join(' ')}" failed: ${done.stderr || (done.originalMessage ?? '')}`);
}

/** True if systemctl says yes; false also where there is none. */
export async function isSo(...words: readonly string[]): Promise<boolean> {
  const { failed } = await execa('systemctl', ['--quiet', ...words], { reject: false, stdin: 'ignore' });
  return !failed;
}
