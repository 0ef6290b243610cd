import { appendFileSync, copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** What was written to one file until it was truncated. */
interface Content {
  readonly lines: string[];
  /** A line without its end yet. */
  partial: string;
  /** How many lines there were when a look last ended that found them. */
  seen: number;
  /** Where it is. */
  place: string;
  packed: boolean;
  isCopy: boolean;
  /** True if nobody could know that it was this log. */
  isLost: boolean;
}

/**
 * A log on the real file system as programs and logrotate treat it, and which of its lines must be counted. Some things
 * can't be exact in principle; their lines may be counted or not, but never twice:
 * - what is deleted, or truncated without a copy, while nobody has it open or before it is read;
 * - what was rotated before the log was first seen, or after all that was known of it is gone (deleted, truncated, or an
 *   empty file that was copied or packed: it has no first bytes to be known by);
 * - what a link pointed to between two looks;
 * - what was rotated since the last look that came to its end, if whoever looked since was gone in the midst of it and what
 *   it may have come to know was replaced.
 */
export class LogWorld {
  readonly path: string;
  readonly #linked: boolean;
  readonly #all: Content[] = [];
  readonly #optional = new Set<string>();
  #present: Content | undefined;
  /** Youngest first: `app.log.1`, `app.log.2` … */
  readonly #rotated: Content[] = [];
  /** What was at the path since the last look, from what that look knew on, oldest first. */
  #chain: Content[] = [];
  /** True if the first of the chain is known from the last look. */
  #anchored = false;
  /** Deleted, but open. */
  #orphans: Content[] = [];
  /** Since a look last ended: whether somebody was gone in the midst of one, and whether content was replaced. */
  #wasGlimpsed = false;
  #wasReplaced = false;
  #serial = 0;

  constructor(directory: string, linked: boolean) {
    this.path = join(directory, 'app.log');
    this.#linked = linked;
    if (linked) mkdirSync(join(directory, 'data'));
  }

  /** A program appends lines, and the last of them maybe without its end. */
  write(count: number, ended: boolean, length = 0): void {
    this.#present ??= this.#create();
    this.#append(this.#present, count, ended, length);
  }

  /** A program that has not noticed the rotation appends to the file that was renamed. */
  writeLate(count: number): void {
    const [late] = this.#rotated;
    if (late !== undefined && !late.packed && !late.isCopy) this.#append(late, count, true, 0);
  }

  rotate(create: boolean): void {
    if (this.#present === undefined) return;
    this.#loseIfUnknown(this.#linked);
    if (!this.#linked) this.#makeRoom();
    if (!this.#linked) this.#move(this.#present, `${this.path}.1`);
    this.#rotated.unshift(this.#present);
    this.#present = undefined;
    if (create || this.#linked) this.#present = this.#create();
  }

  copyTruncate(refill: number): void {
    if (this.#present === undefined || this.#linked) return;
    this.#loseIfUnknown(true);
    this.#makeRoom();
    const copy = this.#present;
    const { place } = copy;
    copyFileSync(place, `${this.path}.1`);
    copy.place = `${this.path}.1`;
    copy.isCopy = true;
    this.#rotated.unshift(copy);
    truncateSync(place);
    this.#present = this.#add(place);
    this.#append(this.#present, refill, true, 0);
    this.#replaced();
  }

  truncate(): void {
    if (this.#present === undefined) return;
    this.#forget(this.#present);
    this.#unchain(this.#present);
    truncateSync(this.#present.place);
    this.#present = this.#add(this.#present.place);
    this.#replaced();
  }

  /** `isOpen` if whoever looked last is still there; if they only begin, it `mayBeOpen`. */
  remove(isOpen: boolean, mayBeOpen = isOpen): void {
    if (this.#present === undefined || this.#linked) return;
    rmSync(this.#present.place);
    if (isOpen && this.#isAnchor(this.#present)) this.#orphans.push(this.#present);
    else this.#forget(this.#present);
    this.#unchain(this.#present);
    // It may have been read since, and all that is known be that.
    if (mayBeOpen) this.#anchored = false;
    this.#present = undefined;
    this.#replaced();
  }

  pack(at: number): void {
    const content = this.#rotated[at];
    if (content === undefined || content.packed || this.#linked || content.seen === 0) return;
    const packed = `${content.place}.gz`;
    writeFileSync(packed, gzipSync(readFileSync(content.place), { level: 1 }));
    rmSync(content.place);
    content.place = packed;
    content.packed = true;
  }

  /** Whoever read is gone, and what only it had open; maybe in the midst of a look. */
  readerGone(inTheMidst = false): void {
    for (const orphan of this.#orphans.splice(0)) this.#forget(orphan);
    this.#wasGlimpsed ||= inTheMidst;
    if (this.#wasGlimpsed && this.#wasReplaced) this.#anchored = false;
  }

  /** A look has come to its end. */
  looked(): void {
    const between = this.#chain.filter((content) => content !== this.#present && !this.#isAnchor(content));
    // While nothing is there, what was there between is not looked for.
    const waiting = this.#present === undefined && this.#anchored ? between : [];
    if (!this.#anchored || this.#linked) for (const content of between) this.#lose(content);
    for (const content of this.#all) if (!waiting.includes(content)) content.seen = content.lines.length;
    if (this.#present !== undefined) this.#chain = [this.#present];
    else if (!this.#anchored) this.#chain = [];
    this.#anchored ||= this.#present !== undefined;
    this.#wasGlimpsed = false;
    this.#wasReplaced = false;
  }

  /** What must have been counted when the last look ended. */
  mustBeCounted(): string[] {
    return this.#all.flatMap(({ lines, seen }) => lines.slice(0, seen)).filter((line) => !this.#optional.has(line));
  }

  #replaced(): void {
    this.#wasReplaced = true;
    if (this.#wasGlimpsed) this.#anchored = false;
  }

  #append(content: Content, count: number, ended: boolean, length: number): void {
    let text = '';
    for (let i = 0; i < count; i++) {
      const line = `line ${this.#serial++} ${'x'.repeat(length)}`;
      content.lines.push(content.partial + line);
      if (content.isLost) this.#optional.add(content.partial + line);
      content.partial = '';
      text += `${line}\n`;
    }
    if (!ended) {
      const half = `half ${this.#serial++} `;
      content.partial += half;
      text += half;
    }
    appendFileSync(content.place, text);
  }

  #create(): Content {
    const place = this.#linked ? join(this.path, '..', 'data', `data-${this.#serial++}.log`) : this.path;
    writeFileSync(place, '');
    if (this.#linked) {
      symlinkSync(place, `${this.path}.new`);
      renameSync(`${this.path}.new`, this.path);
    }
    return this.#add(place);
  }

  #add(place: string): Content {
    const content = { lines: [], partial: '', seen: 0, place, packed: false, isCopy: false, isLost: false };
    this.#all.push(content);
    this.#chain.push(content);
    return content;
  }

  #makeRoom(): void {
    for (let at = this.#rotated.length - 1; at >= 0; at--) {
      const content = this.#rotated[at];
      if (content !== undefined) this.#move(content, `${this.path}.${at + 2}${content.packed ? '.gz' : ''}`);
    }
  }

  #move(content: Content, place: string): void {
    renameSync(content.place, place);
    content.place = place;
  }

  /** The anchor is `byContent` no more where it is: nothing was in it when it was last seen. */
  #loseIfUnknown(byContent: boolean): void {
    const anchor = this.#present;
    if (anchor === undefined || !this.#isAnchor(anchor) || !byContent || anchor.seen > 0) return;
    this.#lose(anchor);
    this.#unchain(anchor);
    this.#chain.push(anchor);
  }

  #isAnchor(content: Content): boolean {
    return this.#anchored && this.#chain[0] === content;
  }

  #unchain(content: Content): void {
    if (this.#isAnchor(content)) this.#anchored = false;
    this.#chain = this.#chain.filter((one) => one !== content);
  }

  #lose(content: Content): void {
    content.isLost = true;
    this.#forget(content);
  }

  #forget(content: Content): void {
    for (const line of content.lines.slice(content.seen)) this.#optional.add(line);
  }
}
