import { type CSSVariablesResolver, createTheme } from '@mantine/core'

export const theme = createTheme({
  primaryColor: 'blue',
  primaryShade: { light: 8, dark: 8 },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK SC", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, monospace',
  defaultRadius: 'sm',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.9rem', lg: '1.05rem', xl: '1.3rem' },
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '1.5rem' }, h2: { fontSize: '1.1rem' }, h3: { fontSize: '0.95rem' } },
  },
  components: {
    Tooltip: { defaultProps: { openDelay: 300, multiline: true, maw: 320, withArrow: true } },
    Paper: { defaultProps: { withBorder: true } },
  },
})

/** Dimmed text at 4.5:1 in both schemes; a page a shade off white, so that cards stand out. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5c6570',
    '--mantine-color-body': '#ffffff',
    '--app-canvas': '#f6f7f9',
    '--app-line': '#dfe3e8',
  },
  dark: {
    '--mantine-color-dimmed': '#a3abb5',
    '--mantine-color-body': '#1b1e23',
    '--app-canvas': '#14161a',
    '--app-line': '#343a42',
  },
})
