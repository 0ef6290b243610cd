import { ConfigError, type JailConfig, type Where } from '../config/configuration.js';
import { usesJournal } from '../config/journal-use.js';
import { decoderFor } from '../source/decoder.js';
import { parseJournalMatch } from '../source/journal-match.js';
import { parseJournalOptions } from '../source/journal-options.js';
import { SourceError } from '../source/source-error.js';

const fileBackends = /^(?:auto|polling|pyinotify|gamin)(?:\[.*\])?$/is;

/** Throws a ConfigError where a jail's lines can't be had as its configuration says. */
export function checkSources(config: JailConfig): void {
  const { backend, filter, logencoding, places, where } = config;
  const at = (option: string) => places.get(option) ?? { ...where, option };
  if (usesJournal(config)) {
    placed(at('backend'), () => parseJournalOptions(backend));
    for (const { value, where } of filter.journalmatch) placed(where, () => parseJournalMatch([value]));
    return;
  }
  placed(at('logencoding'), () => decoderFor(logencoding));
  if (!fileBackends.test(backend)) {
    throw new ConfigError(`Unknown backend ${backend}; write auto, or systemd for the journal`, at('backend'));
  }
}

/** Gives a SourceError the place in the configuration it comes from. */
function placed(where: Where, check: () => unknown): void {
  try {
    check();
  } catch (error) {
    throw error instanceof SourceError ? new ConfigError(error.message, where) : error;
  }
}
