import type { LineKind, RegexTally, ReportOptions, Tally } from './regex/tally.js';

/** Everything tsban-regex reports about a log it has read (spec config §6). */
export interface Report {
  readonly prefregex: { readonly expanded: string; readonly hits: number } | undefined;
  readonly tally: Tally;
  readonly templates: readonly { readonly name: string; readonly hits: number }[];
  readonly seconds: number;
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
    ...(prefregex === undefined ? [] : [`Prefregex: ${prefregex.hits} total`, `|  ${prefregex.expanded}`, '`-', '']),
    ...regexBlock('Failregex', tally.failregex, options),
    ...regexBlock('Ignoreregex', tally.ignoreregex, options),
    ...templateBlock(templates, options),
    `Lines: ${count} lines, ${ignored.count} ignored, ${matched.count} matched, ${missed.count} missed`,
    `[processed in ${seconds.toFixed(2)} sec]`,
    '',
    ...lineBlock('matched', tally, options),
    ...lineBlock('ignored', tally, options),
    ...lineBlock('missed', tally, options),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function regexBlock(title: string, regexes: readonly RegexTally[], { verbose }: ReportOptions): string[] {
  const total = regexes.reduce((sum, { hits }) => sum + hits, 0);
  const rows = regexes.flatMap(({ regex, hits, failures }, index) => {
    if (hits === 0 && !verbose) return [];
    const who = verbose ? failures.map(({ id, time }) => `|      ${id}  ${asctime(time)}`) : [];
    return [`|  ${String(index + 1).padStart(2)}) [${hits}] ${regex}`, ...who];
  });
  return [`${title}: ${total} total`, ...block(' #) [# of hits] regular expression', rows), ''];
}

function templateBlock(templates: Report['templates'], { verbose }: ReportOptions): string[] {
  const shown = templates.filter(({ hits }) => hits > 0 || verbose).map(({ name, hits }) => `|  [${hits}] ${name}`);
  return ['Date template hits:', ...block('[# of hits] date format', shown), ''];
}

function lineBlock(kind: LineKind, tally: Tally, options: ReportOptions): string[] {
  const { count, kept } = tally[kind];
  const longest = options.longest[kind];
  if (count === 0 || longest === 0) return [];
  const title = `${kind.charAt(0).toUpperCase()}${kind.slice(1)} line(s):`;
  if (count >= longest) {
    return [`${title} too many to print.  Use --print-all-${kind} to print all ${count} lines`];
  }
  return block(
    title,
    kept.map((line) => `|  ${line}`),
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
