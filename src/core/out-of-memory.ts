/** Memory that was asked for and is not to be had: nothing a program did wrong, and something a person can change. */
export class OutOfMemory extends Error {
  readonly bytes: number
  constructor(bytes: number) {
    super(`${Math.ceil(bytes / 2 ** 20)} MiB are not to be had`)
    this.bytes = bytes
  }
}
