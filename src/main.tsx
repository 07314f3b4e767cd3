import { StrictMode } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { App } from './app/App.tsx'
import { ReviewCard } from './app/review-card.ts'
import { reviewPainted } from './app/review-painted.ts'
import { warning } from './core/result.ts'
import { createMessages } from './i18n/i18n.ts'
import { savedAt, textOf } from './store/persist.ts'
import { WorkbenchProvider } from './store/provider.tsx'
import { createWorkbench } from './store/workbench.ts'
import { createWorkerPort } from './worker/client.ts'

function saveFile(name: string, bytes: ArrayBuffer): void {
  save(name, new Blob([bytes], { type: 'application/octet-stream' }))
}

function save(name: string, file: Blob): void {
  const address = URL.createObjectURL(file)
  const anchor = document.createElement('a')
  anchor.href = address
  anchor.download = name
  anchor.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}

/** Absent where the browser refuses it; nothing is kept then. */
function storage(): { storage?: Storage } {
  try {
    return { storage: window.localStorage }
  } catch {
    return {}
  }
}

/** Whether the page was opened to read a link. */
const isLink = location.hash.startsWith('#/x/')

const messages = createMessages()

/** All tabs of the page share them; absent where the page is not served safely. */
const locks = navigator.locks === undefined ? {} : { locks: navigator.locks }
const visit = `${Math.random().toString(36).slice(2, 8)}.`
// What a link says is painted before anything that trains is fetched.
const port = createWorkerPort(
  isLink ? reviewPainted(ReviewCard.fetch(messages), () => flushSync(show)) : null,
)
const workbench = createWorkbench(port, { ...storage(), ...locks, visit, saveFile })

/** Runs of earlier visits come after the first paint. */
async function keep(): Promise<void> {
  const known = { savedAt: savedAt(storage().storage), first: textOf(workbench.getState()) }
  const { openKeep } = await import('./keep/open.ts')
  openKeep(workbench, port, { ...known, save })
}

/** A link is put up for review, whether the page was opened with it or it was pasted later. */
function openLinkOfAddress(): void {
  if (location.hash.startsWith('#/x/')) workbench.actions.openLink(location.hash)
}

openLinkOfAddress()
window.addEventListener('hashchange', openLinkOfAddress)
window.addEventListener('pagehide', workbench.flush)

function show(): void {
  const root = document.getElementById('root')
  if (root === null) throw new Error('the page has no #root')
  createRoot(root).render(
    <StrictMode>
      <WorkbenchProvider workbench={workbench}>
        <App messages={messages} />
      </WorkbenchProvider>
    </StrictMode>,
  )
  setTimeout(() => keep().catch(() => workbench.setState({ problem: [warning('stored', 'stored.refused')] })))
}

if (!isLink) show()
