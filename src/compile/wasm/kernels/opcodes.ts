// Read by TypeScript and AssemblyScript alike: what a record of a program's table says, and how it lies in memory.

/** Ends a table. */
export const END = 0
export const BINARY = 1
export const INTEGERS = 2
export const UNARY = 3
export const STEP = 4
export const SUM = 5
export const MAXIMUM = 6
export const SOFTMAX = 7
export const COPY = 8
export const FILL = 9
export const GATHER = 10
export const SCATTER = 11
export const ONE_HOT = 12
export const ADAM = 13
export const GEMM = 14
export const PACK = 15
export const COMBINE = 16

/** Words of a record before its addresses: its operation, and the bytes to the next record. */
export const HEAD_WORDS = 2
/** Words of an address: bytes at row 0, and bytes for each row, row group and worker. */
export const ADDRESS_WORDS = 4

/** What a section does: parts of one table each, or groups of chunks of rows. */
export const TABLES = 0
export const ROWS = 1
/** Words of a section: what it does, its parts, six numbers of a section of rows, then the tables of the parts. */
export const SECTION_WORDS = 72
export const FIRST_TABLE = 8
export const MOST_PARTS = 64

/** The first page belongs to what the compiler of the kernels puts there; the control words follow. */
export const CONTROL = 65536
export const CONTROL_BYTES = 256
/** Bytes from `CONTROL`: which section runs and which part of it is next; parts done; sleepers; scalars of Adam. */
export const TICKET = 0
export const SECTION_AT = 4
export const DONE = 64
export const SLEEPERS = 128
export const SCALARS = 192
