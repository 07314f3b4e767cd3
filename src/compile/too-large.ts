/** More memory than can be had: `most` is what can, in MiB; null where the machine just gave none. */
export class TooLarge extends Error {
  readonly mebibytes: number
  readonly most: number | null

  constructor(bytes: number, most: number | null) {
    const mebibytes = Math.ceil(bytes / 2 ** 20)
    super(
      `${mebibytes} MiB of memory${most === null ? '' : ` where ${Math.floor(most / 2 ** 20)} can be had`}`,
    )
    this.mebibytes = mebibytes
    this.most = most === null ? null : Math.floor(most / 2 ** 20)
  }
}
