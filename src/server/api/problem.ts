import { STATUS_CODES } from 'node:http';
import { reasonOf, TsbanError } from '../../error.js';
import { pythonText } from '../../python-text.js';
import { CommandError } from '../command-error.js';

/** A request that can't be answered as it is; `code` is stable, and stands in the problem that is answered. */
export class ApiError extends TsbanError {
  readonly status: number;
  readonly code: string;
  /** What is sent with it, as `Allow`. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(detail);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** The body of an answer of type `application/problem+json`. */
export interface Problem {
  readonly type: 'about:blank';
  readonly status: number;
  /** What the status means in general. */
  readonly title: string;
  /** Stable, for programs. */
  readonly code: string;
  /** For people. */
  readonly detail: string;
  /** What fail2ban-client shows behind `NOK: ` (spec runtime §7.1). */
  readonly nok: string;
}

/** What anything thrown while a request was answered means to the client. */
export function problemOf(error: unknown): Problem {
  const detail = reasonOf(error);
  const code = error instanceof TsbanError ? error.code : 'INTERNAL';
  const status = statusOf(error, code);
  const nok = error instanceof CommandError ? error.nok : `(${pythonText(detail)},)`;
  return { type: 'about:blank', status, title: STATUS_CODES[status] ?? 'Error', code, detail, nok };
}

/** The whole answer to what was no request. */
export function rawProblem(error: ApiError): string {
  const problem = problemOf(error);
  const text = problemText(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${problem.title}`,
    `content-type: ${problemType}`,
    `content-length: ${Buffer.byteLength(text)}`,
    'connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${text}`;
}

export const problemType = 'application/problem+json';

export function problemText(problem: Problem): string {
  return `${JSON.stringify(problem)}\n`;
}

function statusOf(error: unknown, code: string): number {
  if (error instanceof ApiError) return error.status;
  if (error instanceof CommandError) return code === 'UNKNOWN_JAIL' ? 404 : 400;
  // What was asked for is well-formed, but can't be used.
  return code === 'CONFIG' ? 422 : 500;
}
