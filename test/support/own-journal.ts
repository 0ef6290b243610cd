import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { temporaryFolder } from './temporary-folder.js';

const remote = '/lib/systemd/systemd-journal-remote';

/** What a journal of one's own needs and is not here: `apt-get install systemd systemd-journal-remote` brings it. */
export const missingForJournal = [remote, '/usr/bin/journalctl'].filter((program) => !existsSync(program)).join();

/** An entry to write; `time` in epoch seconds. A field may hold any bytes. */
export interface WrittenEntry {
  readonly time: number;
  /** 32 hexadecimal digits. */
  readonly boot?: string;
  readonly fields: Readonly<Record<string, string | Buffer | readonly string[]>>;
}

/** A journal of one's own, in a directory that goes with the test. */
export class OwnJournal {
  readonly directory = temporaryFolder('journal');
  readonly backend = `systemd[journalpath=${this.directory}]`;

  /** One entry of process 42 on a machine called box. */
  write(identifier: string, message: string, time: number): void {
    this.writeAll([
      { time, fields: { _HOSTNAME: 'box', SYSLOG_IDENTIFIER: identifier, _PID: '42', MESSAGE: message } },
    ]);
  }

  /** Entries in one go, to a file of that name: each file has a numbering of its own. */
  writeAll(entries: readonly WrittenEntry[], file = 'test.journal'): void {
    const input = Buffer.concat(entries.map(exported));
    execaSync(remote, ['-o', join(this.directory, file), '-'], { input });
  }
}

function exported({ time, boot = '1'.repeat(32), fields }: WrittenEntry): Buffer {
  const own = {
    __REALTIME_TIMESTAMP: String(Math.round(time * 1e6)),
    __MONOTONIC_TIMESTAMP: String(Math.round(time * 1e6) % 1e12),
    _BOOT_ID: boot,
  };
  const parts = Object.entries({ ...own, ...fields }).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one: string | Buffer) => exportedField(name, Buffer.from(one))),
  );
  return Buffer.concat([...parts, Buffer.from('\n')]);
}

/** What a journal adds itself as text, all else in the form for any bytes: name, length in 8 bytes, value. */
function exportedField(name: string, value: Buffer): Buffer {
  if (name.startsWith('_')) return Buffer.from(`${name}=${value.toString()}\n`);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(value.length));
  return Buffer.concat([Buffer.from(`${name}\n`), length, value, Buffer.from('\n')]);
}
