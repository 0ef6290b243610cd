import { canonicalId } from '../../net/address.js';
import { banAnswers, jailAnswer, statusAnswer } from '../answers.js';
import { CommandError } from '../command-error.js';
import type { Control } from '../control.js';
import { transmit } from '../commands/transmit.js';

/** A request that got through the door: path segments behind `/v1`, decoded, and the JSON body of a POST. */
export interface ApiRequest {
  readonly method: string;
  readonly path: readonly string[];
  readonly body: unknown;
}

/** What went wrong with a request, for problem+json. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.status = status;
    this.code = code;
  }
}

/** Answers one request with plain data. Throws ApiError or CommandError. */
export async function route(control: Control, { method, path, body }: ApiRequest): Promise<unknown> {
  const [resource = '', ...rest] = path;
  if (resource === 'commands' && rest.length === 0) {
    if (method !== 'POST') throw new ApiError(405, 'METHOD', 'commands are POSTed');
    const command = commandIn(body);
    if (command === undefined) throw new ApiError(400, 'BODY', 'the body must be {"command": ["word", …]}');
    return { answer: await transmit(control, command) };
  }
  if (method !== 'GET')
    throw new ApiError(405, 'METHOD', `${resource} can only be read; use /v1/commands to change things`);
  return read(control, resource, rest);
}

/** The words of a command, if the body of a request has some. */
function commandIn(body: unknown): readonly string[] | undefined {
  const words: unknown = typeof body === 'object' && body !== null && 'command' in body ? body.command : undefined;
  return isWords(words) && words.length > 0 ? words : undefined;
}

function isWords(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((word) => typeof word === 'string');
}

function read(control: Control, resource: string, rest: readonly string[]): unknown {
  const [name, part] = rest;
  if (resource === 'status' && rest.length === 0) return statusAnswer(control);
  if (resource === 'bans' && rest.length <= 1) return bansOf(control, name);
  if (resource !== 'jails' || rest.length > 2) throw notFound();
  if (name === undefined) return control.jails.all().map((jail) => jailAnswer(control, jail));
  const jail = control.jails.get(name);
  if (jail === undefined) throw CommandError.unknownJail(name);
  if (part === undefined) return jailAnswer(control, jail);
  if (part !== 'bans') throw notFound();
  return banAnswers(jail);
}

function bansOf(control: Control, id: string | undefined): unknown {
  const all = control.jails.all().flatMap(banAnswers);
  return id === undefined ? all : all.filter((ban) => ban.id === canonicalId(id));
}

function notFound(): ApiError {
  return new ApiError(404, 'NOT_FOUND', 'no such resource');
}
