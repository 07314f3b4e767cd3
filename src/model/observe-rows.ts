import type { EncodedDataset } from '../core/data/encoded.ts'
import type { ObservedRows } from '../run/events.ts'

export function describeRows(
  encoded: EncodedDataset,
  rows: Uint32Array,
  plainFields: readonly string[],
): ObservedRows {
  const width = encoded.fields.length
  return {
    sceneIds: Int32Array.from(rows, (row) => encoded.sceneIds[row] as number),
    sceneNames: encoded.sceneNames,
    deciles: Uint8Array.from(rows, (row) => encoded.deciles[row] as number),
    ...plantedOf(encoded, rows),
    fields: encoded.fields.flatMap((field, column) =>
      field.kind === 'user' || field.kind === 'item'
        ? []
        : [
            {
              name: field.name,
              roles: field.roles,
              labels: field.labels,
              ids: Int32Array.from(rows, (row) => encoded.ids[row * width + column] as number),
              ...(field.cuts === undefined ? {} : { cuts: field.cuts }),
            },
          ],
    ),
    plainFields,
  }
}

function plantedOf({ planted }: EncodedDataset, rows: Uint32Array): Pick<ObservedRows, 'planted'> {
  return planted === undefined ? {} : { planted: Int32Array.from(rows, (row) => planted[row] as number) }
}
