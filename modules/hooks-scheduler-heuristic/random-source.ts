/** Numbers from 0 up to 1: by chance, or, with a seed, the same ones each time. Not for secrets. */
export function randomSource(seed: number | undefined): () => number {
  if (seed === undefined) return Math.random;
  let state = seed >>> 0;
  // A linear congruential generator with the constants of Numerical Recipes; the high bits are the good ones.
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
