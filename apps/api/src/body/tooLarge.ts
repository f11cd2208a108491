const megabyte = 1024 * 1024

/** A request body beyond a limit. Both surfaces answer it with status 413 and name the limit (docs/contract/operations.md 9.3). */
export class TooLarge extends Error {
  readonly statusCode = 413
  /** The limit in megabytes, where the size in bytes was exceeded. */
  readonly limit: number | undefined
  constructor(message: string, bytes?: number) {
    super(message)
    this.limit = bytes === undefined ? undefined : bytes / megabyte
  }
}

/** A body that cannot be read for another reason. */
export class Unreadable extends Error {
  readonly statusCode: number
  constructor(message: string, statusCode = 400) {
    super(message)
    this.statusCode = statusCode
  }
}
