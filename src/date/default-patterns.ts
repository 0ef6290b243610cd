export const isoShape = '%ExY(?P<_sep>[-/.])%m(?P=_sep)%d(?:T|  ?)%H:%M:%S(?:[.,]%f)?(?:\\s*%z)?';
export const syslogShape = '(?:%a )?%b %d %k:%M:%S(?:\\.%f)?(?: %ExY)?';
export const clfShape = '%d(?P<_sep>[-/])%b(?P=_sep)%ExY[ :]?%H:%M:%S(?:\\.%f)?(?: %z)?';

/**
 * The date shapes tsban knows without being told, as datepatterns in the order they are tried (spec config-and-filters §5.1).
 * Those that start with `^` or `{^LN-BEG}` are found at the start of a line only.
 */
export const defaultPatterns: readonly string[] = [
  // 2024-03-10T11:59:59.98+02:00
  isoShape,
  // Sun Mar 10 11:59:59.011 2024
  syslogShape,
  // Sun Mar 10 2024 11:59:59
  '(?:%a )?%b %d %ExY %k:%M:%S(?:\\.%f)?',
  // 10/03/24 11:59:59
  '%d(?P<_sep>[-/])%m(?P=_sep)(?:%ExY|%Exy) %k:%M:%S',
  // 10/Mar/2024:11:59:59 +0100
  clfShape,
  // 03/10/2024:11:59:59
  '%m/%d/%ExY:%H:%M:%S',
  // 03-13-2024 11:59:59
  '%m-%d-%ExY %k:%M:%S(?:\\.%f)?',
  // 1710071999.123
  'EPOCH',
  // 11:59:59
  '{^LN-BEG}%H:%M:%S',
  // <03/10/24@11:59:59>
  '^<%m/%d/%Exy@%H:%M:%S>',
  // 240310  1:59:59
  '%Exy%Exm%Exd  ?%H:%M:%S',
  // Mar 10, 2024 11:59:59 AM
  '%b %d, %ExY %I:%M:%S %p',
  // Mar-10-24 11:59:59
  '^%b-%d-%Exy %k:%M:%S',
  // 20240310T115959
  '%ExY%Exm%Exd(?:-|T|  ?)%ExH:?%ExM:?%ExS(?:[.,]%f)?(?:\\s*%z)?',
  // CET Sun Mar 10 07:59:59
  '(?:%Z )?(?:%a )?%b %d %k:%M:%S(?:\\.%f)?(?: %ExY)?',
  // +01:00 Mar 10 07:59:59 2024
  '(?:%z )?(?:%a )?%b %d %k:%M:%S(?:\\.%f)?(?: %ExY)?',
  // @4000000065ed9d1f00000000
  'TAI64N',
];

const lineStart = '{^LN-BEG}';
const startsLine = (pattern: string): boolean => pattern.startsWith('^') || pattern.startsWith(lineStart);

const anchoredCopies = defaultPatterns.filter((pattern) => !startsLine(pattern)).map((pattern) => lineStart + pattern);

/** `{^LN-BEG}`: the default shapes, at the start of a line only. */
export const lineStartPatterns: readonly string[] = [...anchoredCopies, ...defaultPatterns.filter(startsLine)];

/** `{DEFAULT}`: each shape at the start of a line first, then anywhere. */
export const allDefaultPatterns: readonly string[] = [...anchoredCopies, ...defaultPatterns];

/**
 * A datepattern with `{DATE}` in it, once for each default shape (spec §5.2). EPOCH and TAI64N mean something only where
 * nothing but `^` or `{^LN-BEG}` stands before them; elsewhere they are text, written as Fail2Ban calls these templates.
 */
export function expandDate(pattern: string): readonly string[] {
  return defaultPatterns.map((shape) => {
    const word = shape === 'EPOCH' ? 'Epoch' : shape.replace(lineStart, '');
    return pattern.replaceAll('{DATE}', () => word);
  });
}
