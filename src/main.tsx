import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/App.tsx'
import { loadReviewCard } from './app/load-review-card.ts'
import { WorkbenchProvider } from './store/provider.tsx'
import { createWorkbench } from './store/workbench.ts'
import { createWorkerPort } from './worker/client.ts'

function saveFile(name: string, bytes: ArrayBuffer): void {
  const address = URL.createObjectURL(new Blob([bytes], { type: 'text/csv' }))
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

/** What a link says is painted before anything that trains is fetched; a hidden page paints nothing and does not wait. */
async function reviewPainted(): Promise<void> {
  await loadReviewCard()
  await new Promise<void>((resolve) => {
    setTimeout(resolve, 1000)
    requestAnimationFrame(() => setTimeout(resolve))
  })
}

const workbench = createWorkbench(createWorkerPort(isLink ? reviewPainted() : null), {
  ...storage(),
  saveFile,
})

/** A link is put up for review, whether the page was opened with it or it was pasted later. */
function openLinkOfAddress(): void {
  if (location.hash.startsWith('#/x/')) workbench.actions.openLink(location.hash)
}

openLinkOfAddress()
window.addEventListener('hashchange', openLinkOfAddress)
window.addEventListener('pagehide', workbench.flush)

const root = document.getElementById('root')
if (root === null) throw new Error('the page has no #root')
createRoot(root).render(
  <StrictMode>
    <WorkbenchProvider workbench={workbench}>
      <App />
    </WorkbenchProvider>
  </StrictMode>,
)
