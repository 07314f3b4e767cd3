import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/App.tsx'
import { WorkbenchProvider } from './store/provider.tsx'
import { createWorkbench } from './store/workbench.ts'
import { createWorkerPort } from './worker/client.ts'

function saveFile(name: string, bytes: ArrayBuffer): void {
  const address = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }))
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

const workbench = createWorkbench(createWorkerPort(), { ...storage(), saveFile })

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
