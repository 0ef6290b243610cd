import { existsSync } from 'node:fs';
import { carryOut } from './carry-out.js';
import { digestOf, digestsOf, readRecord, writeRecord } from './disk.js';
import { InstallError } from './install-error.js';
import { type Files, planFiles, writtenAfter } from './plan-files.js';
import { say } from './report.js';
import { packagedUnit, serviceFiles } from './service-files.js';
import { isSo, isSystemdUp, systemctl } from './systemctl.js';

/** Where a unit goes before all others of its name. */
const administratorsUnit = '/etc/systemd/system/tsban.service';

/** Brings all files to where this version of tsban wants them, and has systemd know the service. */
export async function install(isDry: boolean): Promise<void> {
  if (existsSync(packagedUnit))
    throw new InstallError(`${packagedUnit} is there: the package of tsban has its service with it`);
  if (!(await isSo('--version')))
    throw new InstallError('there is no systemctl; services of systemd are all it can install');
  const record = readRecord();
  const texts = serviceFiles();
  const wanted = new Map([...texts].map(([path, text]) => [path, digestOf(text)]));
  const written = record ?? new Map<string, string>();
  const files: Files = { wanted, present: digestsOf([...wanted.keys(), ...written.keys()]), written };
  const steps = planFiles(files);
  carryOut(steps, texts, isDry);
  if (existsSync(administratorsUnit)) say(`${administratorsUnit} is there and goes before what is installed here`);
  if (isDry) return;
  if (isSystemdUp()) await systemctl('daemon-reload');
  if (record === undefined) await enable();
  // An upgrade: what ran runs on, anew.
  else if (isSystemdUp()) await systemctl('try-restart', 'tsban');
  writeRecord(writtenAfter(steps, files));
}

/** Whoever has Fail2Ban running keeps it until they say otherwise. */
async function enable(): Promise<void> {
  if ((await isSo('is-active', 'fail2ban')) || (await isSo('is-enabled', 'fail2ban'))) {
    say('Fail2Ban is there and keeps its place. When you want to change over:');
    say('    tsban-client import-fail2ban --switch');
    return;
  }
  await systemctl('enable', 'tsban');
  say('Say in /etc/tsban/jail.local what it shall watch, then: systemctl start tsban');
}
