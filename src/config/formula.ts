const token =
  /(?<value>(?:\d[\d_]*\.?\d*|\.\d+)(?:e[-+]?\d+)?|(?!(?:if|else|and|or|not)\b)[a-z_]\w*(?:\.[a-z_]\w*)*)|(?<binary>\*\*|\/\/|<<|>>|[<>=!]=|[*/%<>&|^]|and|or)|(?<sign>[-+])|(?<prefix>~|not)|(?<other>if|else|[(),]|\S)/gi;

/** Each makes a value (`v`) of something bigger, in a text with one letter for each token. */
const reductions: readonly RegExp[] = [/v?\((?:v(?:,v)*,?)?\)/g, /(?<![v)])[+~]v/g, /v[b+]v/g, /vifvelsev/g];

/**
 * What keeps the text of `bantime.formula` from being an expression (one of Python's out of numbers, names, operators,
 * calls and `a if b else c`); undefined where nothing does. What the names mean is not looked at.
 */
export function faultIn(text: string): string | undefined {
  let shape = Array.from(text.matchAll(token), ({ groups = {} }) => letterFor(groups)).join('');
  for (let before = ''; before !== shape; ) {
    before = shape;
    for (const reduction of reductions) shape = shape.replaceAll(reduction, 'v');
  }
  if (shape === 'v') return undefined;
  const foreign = /"(.)/su.exec(shape)?.[1];
  if (foreign !== undefined) return `'${foreign}' has no meaning in it`;
  return /[()]/.test(shape)
    ? 'its parentheses or what is in them are not complete'
    : 'a value or an operator is missing';
}

function letterFor({ value, binary, sign, prefix, other = '' }: Partial<Record<string, string>>): string {
  if (value !== undefined) return 'v';
  if (binary !== undefined) return 'b';
  if (sign !== undefined) return '+';
  if (prefix !== undefined) return '~';
  return /^(?:if|else|[(),])$/i.test(other) ? other : `"${other}`;
}
