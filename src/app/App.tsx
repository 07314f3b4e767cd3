import { MantineProvider } from '@mantine/core'
import '@mantine/core/styles.css'
import './app.css'
import type { i18n } from 'i18next'
import { useEffect } from 'react'
import { I18nextProvider } from 'react-i18next'
import { Router } from 'wouter'
import { preferred } from '../core/language.ts'
import { showLanguage } from '../i18n/i18n.ts'
import { useWorkbench } from '../store/hooks.ts'
import { ErrorBoundary } from './ErrorBoundary.tsx'
import { Frame } from './Frame.tsx'
import { cssVariables, theme } from './theme.ts'
import { useHashRoute } from './use-hash-route.ts'

/** The page: theme, messages and routes around the frame. */
export function App({ messages }: { readonly messages: i18n }) {
  const scheme = useWorkbench((state) => state.theme)
  const chosen = useWorkbench((state) => state.language)
  useEffect(() => {
    const language = chosen === 'auto' ? preferred(navigator.languages) : chosen
    void showLanguage(messages, language).then(() => {
      document.documentElement.lang = language
    })
  }, [chosen, messages])
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      {...(scheme === 'auto' ? {} : { forceColorScheme: scheme })}
    >
      <I18nextProvider i18n={messages}>
        <Router hook={useHashRoute}>
          <ErrorBoundary>
            <Frame />
          </ErrorBoundary>
        </Router>
      </I18nextProvider>
    </MantineProvider>
  )
}
