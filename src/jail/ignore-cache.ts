import type { TagLookup } from '../action/render-command.js';
import { ConfigError, type JailConfig } from '../config/configuration.js';
import { readOptionList } from '../config/options.js';
import { readInteger, readSeconds } from '../config/values.js';
import type { Clock, EpochSeconds } from '../time/clock.js';

/** By what a failure is ignored; undefined if by nothing. */
type Verdict = string | undefined;

interface Entry {
  readonly verdict: Promise<Verdict>;
  readonly until: EpochSeconds;
}

export interface IgnoreCacheOptions {
  /** A text with tags: failures for which it is the same share a verdict. */
  readonly key: string;
  readonly maxCount: number;
  /** Seconds. */
  readonly maxTime: number;
}

/** Reads `key="<ip>",max-count=100,max-time=5m` (spec config §3). Undefined where the jail has none; throws a ConfigError. */
export function readIgnoreCache({ options: set, places, ...jail }: JailConfig): IgnoreCacheOptions | undefined {
  const text = set.get('ignorecache') ?? '';
  if (text.trim() === '') return undefined;
  const where = places.get('ignorecache') ?? { ...jail.where, option: 'ignorecache' };
  const { options } = readOptionList(`ignorecache[${text}]`, where);
  const key = options.get('key');
  if (key === undefined || key === '') throw new ConfigError(`ignorecache has no key: write key="<ip>"`, where);
  return {
    key,
    maxCount: readInteger({ value: options.get('max-count') ?? '100', where }),
    maxTime: readSeconds({ value: options.get('max-time') ?? '5m', where }),
  };
}

/** Remembers who was ignored and who was not, the oldest verdict being forgotten first. */
export class IgnoreCache {
  readonly #entries = new Map<string, Entry>();
  readonly #options: IgnoreCacheOptions;
  readonly #clock: Clock;

  constructor(options: IgnoreCacheOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
  }

  /** The verdict remembered, as `cache` if the failure is ignored, or else that of `judge`. */
  async find(tags: TagLookup, judge: () => Promise<Verdict>): Promise<Verdict> {
    const { key, maxCount, maxTime } = this.#options;
    const text = key.replace(/<([^ <>]+)>/g, (tag, name: string) => tags(name) ?? tag);
    const known = this.#entries.get(text);
    if (known !== undefined && this.#clock() < known.until) {
      return (await known.verdict) === undefined ? undefined : 'cache';
    }
    const verdict = judge();
    this.#entries.delete(text);
    this.#entries.set(text, { verdict, until: this.#clock() + maxTime });
    const oldest = this.#entries.keys().next();
    if (this.#entries.size > maxCount && oldest.done !== true) this.#entries.delete(oldest.value);
    return verdict;
  }
}
