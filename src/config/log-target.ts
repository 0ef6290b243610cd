import { ConfigError, type Where } from './configuration.js';
import { type LineFormat, readLineFormat } from './line-format.js';
import { readOptionList } from './options.js';
import { isTrue } from './values.js';

/** A logtarget taken apart (spec runtime §6.1). */
export interface LogTarget {
  readonly kind: 'file' | 'stdout' | 'stderr' | 'syslog' | 'journal';
  /** The path, or the word as written: without what stood in brackets. */
  readonly name: string;
  readonly format: LineFormat;
  /** Number of the facility in syslog. */
  readonly facility: number;
  /** What in the brackets makes no difference, and why. */
  readonly complaints: readonly string[];
}

const kinds: Readonly<Record<string, LogTarget['kind']>> = {
  STDOUT: 'stdout',
  STDERR: 'stderr',
  SYSOUT: 'stdout',
  SYSLOG: 'syslog',
  'SYSTEMD-JOURNAL': 'journal',
};

/** In the order of their numbers. */
const facilities =
  'kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp security console solaris-cron local0 local1 local2 local3 local4 local5 local6 local7'.split(
    ' ',
  );

const known = ['facility', 'format', 'datetime', 'padding'];

/** Reads a path, or the name of a stream, with its options in brackets. Throws a ConfigError. */
export function readLogTarget(text: string, where: Partial<Where> = {}): LogTarget {
  const { name, options } = readOptionList(text, where);
  const kind = kinds[name.toUpperCase()] ?? 'file';
  if (kind === 'file' && !name.includes('/')) {
    const advice = `write the path of a file from / on, or one of ${Object.keys(kinds).join(', ')}`;
    throw new ConfigError(`'${text}' is no logtarget; ${advice}`, where);
  }
  const unknown = [...options.keys()].filter((option) => !known.includes(option));
  const { facility, complaints } = facilityOf(options.get('facility') ?? 'DAEMON');
  return {
    kind,
    name,
    format: readLineFormat(options.get('format') ?? formatFor(kind, name, options), where),
    facility,
    complaints: [...unknown.map((option) => `'${option}' is no option of a logtarget`), ...complaints],
  };
}

function facilityOf(name: string): Pick<LogTarget, 'facility' | 'complaints'> {
  const facility = facilities.indexOf(name.toLowerCase());
  if (facility >= 0) return { facility, complaints: [] };
  return { facility: facilities.indexOf('daemon'), complaints: [`Unable to set facility '${name}', using 'DAEMON'`] };
}

/** Who adds the date, the program and its process to what they are told gets none of these but on demand (spec runtime §6.2). */
function formatFor(kind: LogTarget['kind'], name: string, options: ReadonlyMap<string, string>): string {
  const adds = kind === 'syslog' || kind === 'journal';
  const is = (option: string, unset: boolean) => {
    const value = options.get(option);
    return value === undefined ? unset : isTrue(value);
  };
  const isPadded = is('padding', !adds);
  const date = is('datetime', !adds && name.toUpperCase() !== 'SYSOUT') ? '%(asctime)s ' : '';
  const who = adds ? '' : isPadded ? '%(name)-24s[%(process)d]: ' : '%(name)s[%(process)d]: ';
  return `${date}${who}${isPadded ? '%(levelname)-7s' : '%(levelname)s'} %(message)s`;
}
