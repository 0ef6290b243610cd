import { connect } from 'node:net';

/** What came of asking again and again. */
export interface Load {
  readonly reads: number;
  /** On the wall. */
  readonly seconds: number;
  /** The longest wait for an answer. */
  readonly longestMs: number;
}

/**
 * Asks for one resource on so many connections that are kept, each as soon as it has its answer, while `goOn` says so.
 * Answers have to tell their length.
 */
export async function load(socket: string, path: string, connections: number, goOn: () => boolean): Promise<Load> {
  const request = `GET ${path} HTTP/1.1\r\nhost: tsban\r\n\r\n`;
  const begin = performance.now();
  let [reads, longestMs] = [0, 0];
  const one = async () =>
    new Promise<void>((resolve, reject) => {
      const client = connect(socket, ask);
      let [text, asked] = ['', 0];
      function ask(): void {
        asked = performance.now();
        if (goOn()) client.write(request);
        else client.destroy();
      }
      client.on('data', (piece: Buffer) => {
        text += piece.toString('latin1');
        const head = text.indexOf('\r\n\r\n');
        const length = Number(/^content-length: (\d+)/im.exec(text)?.[1]);
        if (head < 0 || text.length < head + 4 + length) return;
        if (!text.startsWith('HTTP/1.1 200 ')) reject(new Error(text));
        text = '';
        reads += 1;
        longestMs = Math.max(longestMs, performance.now() - asked);
        ask();
      });
      client.on('error', reject);
      client.on('close', resolve);
    });
  await Promise.all(Array.from({ length: connections }, one));
  return { reads, seconds: (performance.now() - begin) / 1000, longestMs };
}
