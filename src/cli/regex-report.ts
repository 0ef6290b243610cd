import { pythonRepr } from '../python-repr.js';
import { type Debuggex, debuggexRows } from './regex/debuggex.js';
import type { LineKind, RegexTally, ReportOptions, Tally, TriedHit } from './regex/tally.js';

/** Everything tsban-regex reports about a log it has read (spec config §6). */
export interface Report {
  readonly prefregex: { readonly expanded: string; readonly hits: number } | undefined;
  readonly tally: Tally;
  readonly templates: readonly TriedTemplate[];
  /** What goes with `-D` into the lists of lines. */
  readonly debuggex: ((kind: LineKind) => Debuggex) | undefined;
  readonly seconds: number;
}

/** A date template and what became of it. */
export interface TriedTemplate {
  readonly name: string;
  readonly hits: number;
  /** How much one hit counts for. */
  readonly weight: number;
  /** The column it was last found at: the further in a line, the less it counts for. */
  readonly distance: number;
  readonly pattern: string;
  readonly regex: string;
}

/** One line of the header: `Use             jail : sshd`. */
export function headerLine(label: string, value: string): string {
  return `Use${label.padStart(17)} : ${value}`;
}

/** A regex or line of the header, cut where it is too long. */
export function shortened(text: string): string {
  return text.length > 53 ? `${text.slice(0, 50)}...` : text;
}

/** The report in fail2ban-regex's layout, byte for byte but for the time it took. */
export function renderReport(report: Report, options: ReportOptions): string {
  const { prefregex, tally, templates, seconds } = report;
  const { matched, ignored, missed } = tally;
  const count = matched.count + ignored.count + missed.count;
  const lines = [
    ...['', 'Results', '=======', ''],
    ...(prefregex === undefined ? [] : prefregexBlock(prefregex, tally)),
    ...regexBlock('Failregex', tally.failregex, options),
    ...regexBlock('Ignoreregex', tally.ignoreregex, options),
    ...templateBlock(templates, options),
    `Lines: ${count} lines, ${ignored.count} ignored, ${matched.count} matched, ${missed.count} missed`,
    `[processed in ${seconds.toFixed(2)} sec]`,
    '',
    ...lineBlock('matched', report, options),
    ...lineBlock('ignored', report, options),
    ...lineBlock('missed', report, options),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function prefregexBlock({ expanded, hits }: NonNullable<Report['prefregex']>, { prefixes }: Tally): string[] {
  const found = prefixes.map((groups) => `|      ${pythonRepr(groups)}`);
  const more = found.length > 0 && found.length < hits ? ['|      ...'] : [];
  return [`Prefregex: ${hits} total`, `|  ${expanded}`, ...found, ...more, '`-', ''];
}

function regexBlock(title: string, regexes: readonly RegexTally[], { verbose }: ReportOptions): string[] {
  const total = regexes.reduce((sum, { hits }) => sum + hits, 0);
  const rows = regexes.flatMap(({ regex, hits, who }, index) => {
    if (hits === 0 && !verbose) return [];
    return [`|  ${String(index + 1).padStart(2)}) [${hits}] ${regex}`, ...who.map(whoRow)];
  });
  return [`${title}: ${total} total`, ...block(' #) [# of hits] regular expression', rows), ''];
}

function whoRow({ id, time, isFurther }: TriedHit): string {
  return `|      ${id ?? 'None'}  ${asctime(time)}${isFurther ? ' (multiple regex matched)' : ''}`;
}

function templateBlock(templates: Report['templates'], { verbose, verboseDate }: ReportOptions): string[] {
  const shown = templates
    .filter(({ hits }) => hits > 0 || verbose)
    .flatMap((template) => [`|  [${template.hits}] ${template.name}`, ...(verboseDate ? aboutTemplate(template) : [])]);
  return ['Date template hits:', ...block('[# of hits] date format', shown), ''];
}

function aboutTemplate({ name, hits, weight, distance, pattern, regex }: TriedTemplate): string[] {
  // Of those that are a word of their own Fail2Ban shows no pattern.
  const shown = /^(?:\{\^LN-BEG\})?(?:L(?:ong)?Epoch|Epoch|TAI64N)$/.test(name) ? '' : pattern;
  return [
    `|      # weight: ${((hits * weight) / Math.max(1, distance)).toFixed(3)} (${weight.toFixed(3)}), pattern: ${shown}`,
    `|      # regex:   ${regex}`,
  ];
}

function lineBlock(kind: LineKind, { tally, debuggex }: Report, options: ReportOptions): string[] {
  const { count, kept } = tally[kind];
  const longest = options.longest[kind];
  if (count === 0 || longest === 0) return [];
  const title = `${kind.charAt(0).toUpperCase()}${kind.slice(1)} line(s):`;
  if (count >= longest) {
    return [`${title} too many to print.  Use --print-all-${kind} to print all ${count} lines`];
  }
  const links = debuggex?.(kind);
  const shown = kept.flatMap(({ line, text }) => {
    return links === undefined ? [line.trimEnd()] : debuggexRows(line, text, links);
  });
  return block(
    title,
    shown.map((row) => `|  ${row}`),
  );
}

function block(title: string, rows: readonly string[]): string[] {
  return rows.length === 0 ? [] : [`|- ${title}`, ...rows, '`-'];
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Tue Mar 10 11:59:50 2026`, in local time. */
function asctime(time: number): string {
  const date = new Date(time * 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${days[date.getDay()] ?? ''} ${months[date.getMonth()] ?? ''} ${two(date.getDate())} ${clock} ${date.getFullYear()}`;
}
