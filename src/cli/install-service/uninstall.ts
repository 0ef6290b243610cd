import { existsSync } from 'node:fs';
import { carryOut } from './carry-out.js';
import { digestsOf, readRecord, removeRecord } from './disk.js';
import { planFiles } from './plan-files.js';
import { say } from './report.js';
import { packagedUnit, unitFile } from './service-files.js';
import { isSo, isSystemdUp, systemctl } from './systemctl.js';

/** Ends the service and removes what was installed, but what somebody has changed; bans, history and log stay. */
export async function uninstall(isDry: boolean): Promise<void> {
  const written = readRecord();
  if (written === undefined) {
    say('Nothing is installed');
    return;
  }
  // Where the package has come since, the service is its own, and so is what is under /etc.
  const isPackaged = existsSync(packagedUnit);
  const ours = new Map([...written].filter(([path]) => !isPackaged || path === unitFile));
  if (!isDry && !isPackaged && (await isSo('cat', 'tsban'))) await endService();
  carryOut(planFiles({ wanted: new Map(), present: digestsOf(ours.keys()), written: ours }), new Map(), isDry);
  if (isDry) return;
  removeRecord();
  if (!isSystemdUp()) return;
  await systemctl('daemon-reload');
  if (isPackaged) await systemctl('try-restart', 'tsban');
}

async function endService(): Promise<void> {
  await systemctl('disable', ...(isSystemdUp() ? ['--now'] : []), 'tsban');
}
