/** What is needed of `navigator.serviceWorker`. */
export type Offline = Pick<
  ServiceWorkerContainer,
  'register' | 'getRegistration' | 'addEventListener' | 'controller'
>

/**
 * Keeps the page's files on this device. A newer version that has arrived waits: `offer` gets what puts it in charge and
 * then reloads, once, and nothing else ever reloads the page.
 */
export async function keepOffline(
  container: Offline,
  offer: (take: () => void) => void,
  reload: () => void,
): Promise<void> {
  await container.register('./sw.js', { scope: './' })
  // Absent where the browser only pretends to keep one.
  const registration = await container.getRegistration('./')
  if (registration === undefined) return
  let isAsked = false
  container.addEventListener('controllerchange', () => {
    if (isAsked) reload()
    isAsked = false
  })
  const offered = (worker: ServiceWorker): void =>
    offer(() => {
      isAsked = true
      worker.postMessage('take-over')
    })
  function watch(worker: ServiceWorker): void {
    worker.addEventListener('statechange', () => {
      // The first version of all has nobody to wait for.
      if (worker.state === 'installed' && container.controller !== null) offered(worker)
    })
  }
  if (registration.waiting !== null && container.controller !== null) offered(registration.waiting)
  if (registration.installing !== null) watch(registration.installing)
  registration.addEventListener('updatefound', () => {
    if (registration.installing !== null) watch(registration.installing)
  })
}
