/** The compiled kernels as base64. */
declare module 'virtual:soundcheck-kernels' {
  const kernels: { readonly simd: string; readonly relaxed: string }
  export default kernels
}
