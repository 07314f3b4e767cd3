/** The compiled kernels.as.ts as base64. */
declare module 'virtual:soundcheck-kernels' {
  const base64: string
  export default base64
}
