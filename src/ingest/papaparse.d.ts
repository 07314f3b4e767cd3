/** The members of papaparse that we use; its own types would bring Node's globals into the worker. */
declare module 'papaparse' {
  export interface ParseError {
    readonly type: string
    readonly code: string
    readonly message: string
    readonly row?: number
    readonly index?: number
  }
  export interface ParseResult {
    readonly data: string[][]
    readonly errors: readonly ParseError[]
    readonly meta: { readonly cursor: number }
  }
  export interface Parser {
    parse(input: string, baseIndex: number, ignoreLastRow: boolean): ParseResult
  }
  interface Papa {
    readonly Parser: new (config: {
      readonly delimiter: string
      readonly newline: string
      readonly quoteChar: string
    }) => Parser
  }
  const papa: Papa
  export default papa
}
