import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { defaultPaths } from '../../config/default-paths.js';
import { packageFolder, programFile } from '../program-files.js';
import { type ProgramCall, shellWord, unitWord, withPrograms } from './with-programs.js';

/** Where a service is that no package has brought; `systemctl edit --full` puts what an administrator makes of it before it. */
export const unitFile = '/usr/local/lib/systemd/system/tsban.service';

/** The unit of Debian's package. */
export const packagedUnit = '/usr/lib/systemd/system/tsban.service';

/** Texts of files by the paths where they belong. */
type Texts = ReadonlyMap<string, string>;

/** All that is installed: the unit, what rotates the log, and the configuration. */
export function serviceFiles(): Texts {
  const from = packageFolder();
  const text = (name: string) => readFileSync(join(from, 'systemd', name), 'utf8');
  return new Map([
    [unitFile, withPrograms(text('tsban.service'), programCall, unitWord)],
    ['/etc/logrotate.d/tsban', withPrograms(text('tsban.logrotate'), programCall, shellWord)],
    ...configFiles(join(from, 'config')),
  ]);
}

const programCall: ProgramCall = (name) => [process.execPath, programFile(name)];

function configFiles(from: string): Texts {
  const files = readdirSync(from, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map(({ parentPath, name }) => {
      const file = join(parentPath, name);
      return [join(defaultPaths.config, relative(from, file)), readFileSync(file, 'utf8')];
    }),
  );
}
