/** A word of a list, as a text column has it; another one where it is none of them. */
export const oneOf = <T extends string>(known: readonly T[], text: string, otherwise: T): T =>
  known.find((one) => one === text) ?? otherwise
