import { pino } from 'pino';
import type { LogOutput } from './log-output.js';
import type { LogSink } from './log-sink.js';
import { severities } from './severities.js';

/** Writes one JSON object a line, with pino. */
export function openJson(sink: Pick<LogSink, 'write'>): LogOutput['write'] {
  const options = {
    level: 'debug',
    customLevels: severities,
    useOnlyCustomLevels: true,
    base: { pid: process.pid },
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const out = pino(options, sink);
  return ({ level, logger, text }, fields) => out[level]({ ...fields, logger }, text);
}
