import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface WebRequest {
  /** Method and path, without the query. */
  readonly what: string;
  /** Those of a query or a form, in order. */
  readonly fields: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A service on this machine's loopback that notes what it is asked. */
export interface WebService {
  readonly url: string;
  readonly requests: readonly WebRequest[];
  stop(): Promise<void>;
}

/** Starts one that answers as `answer` says: a status and a body. */
export async function webService(answer: (request: WebRequest) => readonly [number, string]): Promise<WebService> {
  const requests: WebRequest[] = [];
  const server = createServer((incoming, response) => {
    void text(incoming).then((body) => {
      const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://localhost');
      const isForm = incoming.headers['content-type'] === 'application/x-www-form-urlencoded';
      const fields = Object.fromEntries(isForm ? new URLSearchParams(body) : searchParams);
      const request = { what: `${incoming.method ?? ''} ${pathname}`, fields, headers: incoming.headers, body };
      requests.push(request);
      const [status, said] = answer(request);
      response.writeHead(status).end(said);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const stop = async (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, requests, stop };
}
