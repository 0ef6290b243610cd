/** Cuts server-sent events out of what arrives. */
export class EventReader {
  #rest = '';

  /** The data of every event that is complete with this piece. */
  read(piece: string): readonly string[] {
    const messages = (this.#rest + piece).split('\n\n');
    this.#rest = messages.pop() ?? '';
    return messages.flatMap(dataOf);
  }
}

/** None for a comment, the sign of life of a quiet stream. */
function dataOf(message: string): readonly string[] {
  const lines = message.split('\n').filter((line) => line.startsWith('data:'));
  return lines.length === 0 ? [] : [lines.map((line) => line.replace(/^data: ?/, '')).join('\n')];
}
