import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Milliseconds systemd has to answer. */
const patience = 1000;

/**
 * True if systemd ends this process in order to start it anew at once, as with `systemctl restart`, an upgrade, or another
 * unit with which this one restarts; false if it does not say so in time.
 */
export async function isBeingRestarted(environment = process.env): Promise<boolean> {
  if (!isService(environment)) return false;
  try {
    const unit = unitIn(await readFile('/proc/self/cgroup', 'utf8'));
    if (unit === undefined) return false;
    const given = ['list-jobs', '--no-legend', '--no-pager', '--full'];
    const { stdout } = await promisify(execFile)('systemctl', given, { timeout: patience, killSignal: 'SIGKILL' });
    return isToRestart(unit, stdout);
  } catch {
    return false;
  }
}

/** True if this very process is what systemd has started, and not one that it has started in turn. */
function isService({ NOTIFY_SOCKET, SYSTEMD_EXEC_PID }: NodeJS.ProcessEnv): boolean {
  return NOTIFY_SOCKET !== undefined && (SYSTEMD_EXEC_PID ?? String(process.pid)) === String(process.pid);
}

/** The service a process belongs to, as /proc/PID/cgroup tells. */
export function unitIn(cgroups: string): string | undefined {
  return /^\d+:(?:name=systemd)?:(?:.*\/)?([^/\n]+\.service)(?:\/|$)/m.exec(cgroups)?.[1];
}

/** True if these jobs, one a line as `systemctl list-jobs` prints them, have a unit restarted. */
export function isToRestart(unit: string, jobs: string): boolean {
  return jobs.split('\n').some((line) => {
    const [, of, type] = line.trim().split(/\s+/);
    return of === unit && (type === 'restart' || type === 'try-restart');
  });
}
