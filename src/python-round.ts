/** The nearest whole number; halfway between two the even one, as Python rounds. */
export function pythonRound(value: number): number {
  const below = Math.floor(value);
  return value - below === 0.5 && below % 2 === 0 ? below : Math.round(value);
}
