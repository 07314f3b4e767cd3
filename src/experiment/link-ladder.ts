/** The JSON of a link as one version of it has it, on objects without prototypes. */
export type Payload = Readonly<Record<string, unknown>>
/** Turns a payload of one version into one of the next. Pure, and kept for ever. */
export type Rung = (payload: Payload) => Payload

/** Rung i leads from version i + 1 to version i + 2. */
const RUNGS: readonly Rung[] = [
  /** Version 2 says what trained the results, too: a wish for a backend is one part of `k`. */
  function toResults(payload) {
    const { k, ...rest } = payload
    return k === undefined ? rest : { ...rest, k: { w: k } }
  },
  /** Version 3 knows an upload by a fingerprint of its rows; the hash of its bytes, as version 2 has it, is still an id. */
  (payload) => payload,
]

/** Newest version of a payload. */
export const SCHEMA_VERSION = RUNGS.length + 1

/** A payload of a version up to the newest as the newest writes it. */
export function climbed(payload: Payload, version: number, rungs: readonly Rung[] = RUNGS): Payload {
  return rungs.slice(version - 1).reduce((at, rung) => rung(at), payload)
}
