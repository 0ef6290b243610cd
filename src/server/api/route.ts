import type { GenericSchema } from 'valibot';
import type { Right } from '../../commands/rights.js';
import type { Cancel } from '../../time/waker.js';
import type { Control } from '../control.js';
import type { EventFeed } from './event-feed.js';

/** What requests are answered with. */
export interface RouteContext {
  readonly control: Control;
  readonly events: EventFeed;
  /** What those may do who come in here. */
  readonly right: Right;
}

/** A request that got through the door. */
export interface Call {
  /** Decoded, by their names in the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** What a JSON body says, unchecked. */
  readonly body: unknown;
}

/** Calls `hear` with each piece of a stream until cancelled. */
export type Subscribe = (hear: (text: string) => void) => Cancel;

interface Place {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** `/v1/jails/{jail}`. */
  readonly path: string;
  readonly summary: string;
  readonly right: Right;
  /** Parameters behind `?` that may be there several times, and what they are for. */
  readonly query?: Readonly<Record<string, string>>;
  /** What the JSON body has to be; none is read where there is none. */
  readonly body?: GenericSchema;
}

/** Answers with JSON that the schema tells of. */
interface JsonRoute extends Place {
  readonly kind: 'json';
  readonly answer: GenericSchema;
  readonly handle: (context: RouteContext, call: Call) => unknown;
}

/** Answers with a text of that type. */
interface TextRoute extends Place {
  readonly kind: 'text';
  readonly type: string;
  readonly handle: (context: RouteContext) => Promise<string>;
}

/** Answers with server-sent events, whose data the schema tells of, until the client goes. */
interface StreamRoute extends Place {
  readonly kind: 'stream';
  readonly type: 'text/event-stream';
  readonly answer: GenericSchema;
  readonly handle: (context: RouteContext, call: Call) => Subscribe;
}

/** What is answered at one place, by one method. */
export type Route = JsonRoute | TextRoute | StreamRoute;
