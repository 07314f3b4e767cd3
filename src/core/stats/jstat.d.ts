/** The members of jstat that we use. */
declare module 'jstat' {
  interface Distribution {
    cdf(x: number, ...parameters: number[]): number
    inv(p: number, ...parameters: number[]): number
  }
  export const studentt: Distribution
  export const normal: Distribution
  export const chisquare: Distribution
  const jstat: {
    readonly studentt: Distribution
    readonly normal: Distribution
    readonly chisquare: Distribution
  }
  export default jstat
}
