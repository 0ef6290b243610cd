import type { IncomingMessage } from 'node:http';
import { ApiError } from './problem.js';

/** The most bytes a body may have. */
const longest = 1024 * 1024;

/** Many a client listens for an answer only when all of its body is sent; one that sends more than this gets none. */
const mostThrownAway = 16 * 1024 * 1024;

/** Reads the JSON that comes with a request. Rejects with an ApiError. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const type = request.headers['content-type'] ?? 'application/json';
  if (!/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type)) {
    throw new ApiError(415, 'MEDIA_TYPE', `${type} is not understood; send application/json`);
  }
  const bytes = await readBytes(request);
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    throw new ApiError(400, 'BODY', 'the body is not JSON');
  }
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= longest) chunks.push(chunk);
      else chunks.length = 0;
      if (size > mostThrownAway) request.destroy();
    });
    request.on('end', () => {
      if (size <= longest) resolve(Buffer.concat(chunks));
      else reject(new ApiError(413, 'TOO_LARGE', `a body may have ${longest} bytes at most`));
    });
    request.on('close', () => reject(new ApiError(400, 'BODY', 'the body is cut short')));
  });
}
