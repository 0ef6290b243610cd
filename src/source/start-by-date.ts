import type { EpochSeconds } from '../time/clock.js';
import type { Decode } from './decoder.js';
import type { OpenLog } from './open-log.js';
import { splitLines } from './split-lines.js';

/** Reads the dates of a file as somebody does who wants its lines. */
export interface DateReader {
  /** Older lines are of no use to it. */
  readonly since: EpochSeconds;
  /** Of those of some lines that have a date, in their order; none if it takes too long to find out. */
  datesOf(lines: readonly string[]): readonly EpochSeconds[];
}

/** What stands at one place of a file. */
export interface Sample {
  /** Byte offset of its first complete line. */
  readonly offset: number;
  /** Of those of its lines that have one, in their order. */
  readonly dates: readonly EpochSeconds[];
}

/** Where to look for what is young enough. */
export interface Search {
  /** Byte offsets: a line begins at the first, the second is the end of the file. */
  readonly from: number;
  readonly to: number;
  readonly since: EpochSeconds;
  readonly sampleAt: (offset: number) => Promise<Sample>;
}

/** Bytes; less is read sooner than searched. */
export const worthSearching = 8 * 1024 * 1024;
/** Samples taken at the same distance from each other. */
const samples = 256;
/** Seconds that a line may be written late: as long as a clock is set back in autumn. */
const latest = 3600;
/** Bytes looked at for a sample, and again if no line ends in so many. */
const sampleLengths = [4096, 65_536];

/**
 * The place in a log before which nothing is young enough for any of its readers; where reading would begin anyway unless there
 * is strong evidence for a later one. Unlike Fail2Ban's (spec runtime §1.1) the search loses nothing where dates don't ascend.
 */
export async function startByDate(
  file: OpenLog,
  decode: Decode,
  readers: () => readonly DateReader[],
): Promise<number> {
  const from = file.offset;
  const to = await file.size();
  if (to - from < worthSearching) return from;
  const places: number[] = [];
  for (const reader of readers()) {
    const sampleAt = async (offset: number) => sampleOf(file, offset, decode, reader);
    places.push(await findByDate({ from, to, since: reader.since, sampleAt }));
  }
  return places.length === 0 ? from : Math.min(...places);
}

/**
 * The offset of a line before which all are older than `since`, as far as samples can tell: they must be in order, but for
 * lines that are at most an hour late, and what it returns is an hour older still. Of what lies between the last old sample
 * and the next one nothing is presumed: it is searched in the same way, or kept.
 */
export async function findByDate(search: Search): Promise<number> {
  const { from, to, since, sampleAt } = search;
  if (to - from < worthSearching) return from;
  const dated: Sample[] = [];
  for (let i = 0; i < samples; i++) {
    const sample = await sampleAt(from + Math.floor((i * (to - from)) / samples));
    if (sample.dates.length > 0) dated.push(sample);
  }
  if (!inOrder(dated.flatMap(({ dates }) => dates))) return from;
  const firstYoung = dated.findIndex(({ dates }) => dates.some((date) => date >= since - latest));
  const old = (firstYoung === -1 ? dated : dated.slice(0, firstYoung)).at(-1);
  if (old === undefined) return from;
  const rest = { ...search, from: old.offset, to: dated[firstYoung]?.offset ?? to };
  // Where hardly a sample has a date the rest is about as large as the whole.
  return rest.to - rest.from > (to - from) / 2 ? old.offset : findByDate(rest);
}

function inOrder(dates: readonly EpochSeconds[]): boolean {
  let newest = -Infinity;
  for (const date of dates) {
    if (newest - date > latest) return false;
    newest = Math.max(newest, date);
  }
  return true;
}

async function sampleOf(file: OpenLog, offset: number, decode: Decode, reader: DateReader): Promise<Sample> {
  for (const length of sampleLengths) {
    const bytes = await file.peek(offset, length);
    const begin = bytes.indexOf(0x0a) + 1;
    const { lines } = splitLines(bytes.subarray(begin), offset + begin, decode);
    if (begin > 0 && lines.length > 0) {
      return { offset: offset + begin, dates: reader.datesOf(lines.map(({ text }) => text)) };
    }
  }
  return { offset, dates: [] };
}
