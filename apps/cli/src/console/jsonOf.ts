import { Misuse } from './command.ts'

/** What a command was given as JSON; wrong use of the console if it is none. */
export const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Misuse(`The input is not JSON: ${error instanceof Error ? error.message : ''}`)
  }
}
