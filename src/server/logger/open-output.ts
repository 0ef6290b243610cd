import type { LogTarget } from '../../config/log-target.js';
import { formatLine } from './format-line.js';
import { journalOutput } from './journal-output.js';
import type { LogOutput, OutputOptions } from './log-output.js';
import { batched, type BatchedSink, openSink } from './log-sink.js';
import { syslogOutput } from './syslog-output.js';

/** Opens a target; syslog and the journal always get text. Rejects with a LogTargetError where it can't be had. */
export async function openOutput(options: OutputOptions): Promise<LogOutput> {
  const { target, format } = options;
  if (target.kind === 'syslog') return syslogOutput(options);
  if (target.kind === 'journal') return journalOutput(options);
  const sink = batched(openSink(target));
  return { ...sink, write: format === 'json' ? await jsonWriter(sink) : lineWriter(sink, target) };
}

function lineWriter(sink: BatchedSink, { format }: LogTarget): LogOutput['write'] {
  return (message) => sink.write(`${formatLine(message, process.pid, format)}\n`);
}

async function jsonWriter(sink: BatchedSink): Promise<LogOutput['write']> {
  // Only here: it takes 8 MiB.
  const { openJson } = await import('./json-writer.js');
  return openJson(sink);
}
