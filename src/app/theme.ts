import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

/** Greys of the dark scheme with a little blue, so that cards, lines and inputs belong together. */
const dark: MantineColorsTuple = [
  '#e3e6ea',
  '#c3c8cf',
  '#98a0aa',
  '#6b737d',
  '#3d444d',
  '#353b43',
  '#272b31',
  '#1b1e23',
  '#17191d',
  '#121417',
]

export const theme = createTheme({
  colors: { dark },
  primaryColor: 'blue',
  primaryShade: { light: 8, dark: 8 },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK SC", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, monospace',
  defaultRadius: 'sm',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.9rem', lg: '1.05rem', xl: '1.3rem' },
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '1.4rem' }, h2: { fontSize: '1rem' }, h3: { fontSize: '0.9rem' } },
  },
  components: {
    Alert: { defaultProps: { variant: 'default', p: 'sm', radius: 'md' }, classNames: { root: 'app-alert' } },
    Badge: { styles: { root: { textTransform: 'none', letterSpacing: 0 } } },
    // A longer text takes a second line instead of being cut; a link that looks like a button has its text in the middle, too.
    Button: {
      styles: {
        root: { height: 'auto', minHeight: 'var(--button-height)', paddingBlock: 3 },
        inner: { minHeight: 'calc(var(--button-height) - 8px)' },
        label: { height: 'auto', overflow: 'visible', whiteSpace: 'normal' },
      },
    },
    Modal: { classNames: { title: 'app-modal-title' } },
    Paper: { defaultProps: { withBorder: true } },
    Table: { classNames: { th: 'app-th' } },
    Tooltip: { defaultProps: { openDelay: 300, multiline: true, maw: 320, withArrow: true } },
  },
})

/** Dimmed text and placeholders at 4.5:1 in both schemes; a page a shade off white, so that cards stand out. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5c6570',
    '--mantine-color-placeholder': '#68717c',
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1c2128',
    '--app-canvas': '#f5f6f8',
    '--app-line': '#dfe3e8',
    '--app-here': '#e8f1fb',
    '--app-here-text': '#155a9c',
    '--app-red': '#c92a2a',
    '--app-orange': '#a34a00',
    '--app-green': '#2b7a3a',
    '--app-blue': '#1864ab',
  },
  dark: {
    '--mantine-color-dimmed': '#a3abb5',
    '--mantine-color-placeholder': '#979fa9',
    '--mantine-color-body': '#1b1e23',
    '--mantine-color-text': '#e3e6ea',
    '--app-canvas': '#131519',
    '--app-line': '#343a42',
    '--app-here': '#1d3149',
    '--app-here-text': '#a9d3fb',
    '--app-red': '#ff8787',
    '--app-orange': '#ffb067',
    '--app-green': '#74d48c',
    '--app-blue': '#74b8f5',
  },
})
