/** The members of jstat that we use. */
declare module 'jstat' {
  interface Distribution {
    cdf(x: number, ...parameters: number[]): number
    inv(p: number, ...parameters: number[]): number
  }
  export const studentt: Distribution
  export const normal: Distribution
  const jstat: { readonly studentt: Distribution; readonly normal: Distribution }
  export default jstat
}
