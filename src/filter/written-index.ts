/**
 * The character of a regex as written (counted in code points from 0) that the one at `index` of its expansion comes
 * from: for what a tag stands for, the tag's first.
 */
export function writtenIndex(regex: string, expand: (text: string) => string, index: number): number {
  const characters = Array.from(regex);
  let at = 0;
  for (let end = 0; end <= characters.length; end++) {
    const expanded = expand(characters.slice(0, end).join(''));
    if (Array.from(expanded).length <= index) at = end;
  }
  const text = characters.slice(0, at).join('');
  const tag = text.lastIndexOf('<');
  const isInTag = tag >= 0 && tagAt.test(regex.slice(tag)) && !text.includes('>', tag);
  const isTag = isInTag && expand(regex.slice(tag)) !== regex.slice(tag);
  return isTag ? Array.from(regex.slice(0, tag)).length : at;
}

const tagAt = /^<\/?[\w-]+\/?>/;
