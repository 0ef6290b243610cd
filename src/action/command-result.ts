/** How a command ended; `ok` is exit status 0, or another that is an answer. Output is cut at 64 KiB a stream. */
export interface CommandResult {
  readonly ok: boolean;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly timedOut: boolean;
  readonly stdout: string;
  readonly stderr: string;
}
