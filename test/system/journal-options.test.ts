import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeMountSpace, type MountSpace } from '../support/mount-space.js';
import { missingForJournal, OwnJournal } from '../support/own-journal.js';

const machine = readFileSync('/etc/machine-id', 'utf8').trim();

/** Where a journal lies below /var/log/journal, and the message that is in it. */
const journals: Readonly<Record<string, string>> = {
  [`${machine}/system.journal`]: 'of the system',
  [`${machine}/user-0.journal`]: 'of root',
  [`${machine}/user-1000.journal`]: 'of somebody',
  [`${machine}.web/system.journal`]: 'of the namespace',
  [`${'f'.repeat(32)}/system.journal`]: 'of another machine',
};

describe.skipIf(missingForJournal !== '')('a journal of this machine', () => {
  let space: MountSpace;

  beforeAll(async () => {
    space = await makeMountSpace();
    space.exec('mount -t tmpfs none /var/log && mount -t tmpfs none /run');
  });
  afterAll(() => space.remove());

  it.each<[string, string[]]>([
    ['systemd', ['of the system', 'of root', 'of somebody']],
    ['systemd[journalflags=1]', ['of the system', 'of root', 'of somebody']],
    ['systemd[journalflags=0]', ['of the system', 'of root', 'of somebody', 'of another machine']],
    ['systemd[journalflags=4]', ['of the system', 'of another machine']],
    ['systemd[journalflags=5]', ['of the system']],
    ['systemd[journalflags=9]', ['of root']],
    ['systemd[namespace=web]', ['of the namespace']],
    ['systemd[namespace=web, journalflags=5]', ['of the namespace']],
    ['systemd[namespace="*"]', ['of the system', 'of root', 'of somebody', 'of the namespace']],
    ['systemd[namespace=nobodys]', []],
  ])('%s', (backend, messages) => {
    const written = new OwnJournal();
    for (const [n, [path, message]] of Object.entries(journals).entries()) {
      const file = `${n}.journal`;
      written.writeAll([{ time: 1_795_247_979 + n, fields: { _HOSTNAME: 'box', MESSAGE: message } }], file);
      space.exec(`install -D ${join(written.directory, file)} /var/log/journal/${path}`);
    }
    const module = resolve('dist/source/read-journal.js');
    const script = `import { readJournal } from '${module}';
      for await (const lines of readJournal('${backend}', [])) for (const { text } of lines) console.log(text);`;
    const said = space.exec(`${process.execPath} --input-type=module -e "$(cat <<'END'\n${script}\nEND\n)"`);
    expect(said.split('\n').slice(0, -1)).toEqual(messages.map((message) => `box ${message}`));
  });
});
