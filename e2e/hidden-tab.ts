import type { CDPSession } from 'playwright/test'

/** A tab that the browser hides when another comes forward, which it does with none that Playwright drives. */
export interface Tab {
  readonly id: string
  /** Value of an expression in the page. */
  value(expression: string): Promise<unknown>
  /** As the browser does with tabs that nobody looks at. */
  freeze(isFrozen: boolean): Promise<void>
}

/** Driven by the protocol alone: Playwright makes its own pages believe that they are always in front. */
export async function openTab(session: CDPSession, url: string): Promise<Tab> {
  const { targetId } = await session.send('Target.createTarget', { url })
  const { sessionId } = await session.send('Target.attachToTarget', { targetId, flatten: false })
  const waiting = new Map<number, (result: unknown) => void>()
  let asked = 0
  session.on('Target.receivedMessageFromTarget', (event) => {
    if (event.sessionId !== sessionId) return
    const { id, result } = JSON.parse(event.message) as { readonly id?: number; readonly result?: unknown }
    if (id !== undefined) waiting.get(id)?.(result)
  })
  function ask(method: string, params: object): Promise<unknown> {
    const id = ++asked
    const answer = new Promise((resolve) => waiting.set(id, resolve))
    const message = JSON.stringify({ id, method, params })
    return session.send('Target.sendMessageToTarget', { sessionId, message }).then(() => answer)
  }
  return {
    id: targetId,
    async value(expression) {
      // A page that is on its way to another has no answer.
      const answer = (await ask('Runtime.evaluate', { expression })) as
        | { readonly result: { readonly value?: unknown } }
        | undefined
      return answer?.result.value
    },
    async freeze(isFrozen) {
      await ask('Page.setWebLifecycleState', { state: isFrozen ? 'frozen' : 'active' })
    },
  }
}

const wait = (seconds: number): Promise<void> => new Promise((wake) => setTimeout(wake, seconds * 1000))

export async function until(tab: Tab, expression: string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if ((await tab.value(expression)) === true) return
    await wait(0.1)
  }
  const seen = await tab.value(
    `document.querySelector('header')?.innerText + document.querySelector('footer')?.innerText`,
  )
  throw new Error(`never true: ${expression}, the page says ${seen}`)
}

/** Steps of the run that trains, all that were trained so far. */
const STEPS = `Number(/step ([\\d,]+)/i.exec(document.querySelector('footer').innerText)?.[1].replaceAll(',', ''))`

const inputOf = (label: string): string =>
  `([...document.querySelectorAll('label')].find((one) => one.innerText.trim() === '${label}')?.control ?? null)`
/** As a person types it: React hears of a value by the element's own setter alone. */
const typed = (input: string, value: number): string => `{
  const input = ${input}
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(input, '${value}')
  input.dispatchEvent(new Event('input', { bubbles: true }))
  input.dispatchEvent(new FocusEvent('focusout', { bubbles: true }))
}`

/** Opens the product in a tab that can be hidden and trains the sample for a minute or more a run: slowly, so that no run ends meanwhile. */
export async function trainingTab(session: CDPSession, url: string): Promise<Tab> {
  const tab = await openTab(session, url)
  await until(tab, `document.querySelector('[data-measured="true"]') !== null`)
  const button = (name: string): string =>
    `[...document.querySelectorAll('button')].find((one) => ${name}.test(one.innerText.trim()))`
  await until(tab, `${button('/^Run \\d+$/')} !== undefined`)
  await tab.value(`${button('/^Training/')}.click()`)
  for (const [label, value] of [
    ['Learning rate', 0.00001],
    ['Batch size', 128],
    ['Epochs at most', 200],
    ['Patience', 100],
  ] as const) {
    await until(tab, `${inputOf(label)} !== null`)
    await tab.value(typed(inputOf(label), value))
  }
  await tab.value(`${button('/^Run \\d+$/')}.click()`)
  await until(tab, `${STEPS} > 20`)
  return tab
}

/** Steps a second by the clock on the wall, over so many seconds; a run that begins anew counts from 0. */
export async function stepRate(tab: Tab, seconds: number): Promise<number> {
  const began = performance.now()
  let [last, total] = [Number(await tab.value(STEPS)), 0]
  while (performance.now() - began < seconds * 1000) {
    await wait(0.2)
    const step = Number(await tab.value(STEPS))
    if (!Number.isFinite(step)) continue
    total += step >= last ? step - last : step
    last = step
  }
  return total / ((performance.now() - began) / 1000)
}

export interface Rates {
  readonly visible: number
  readonly hidden: number
}

/**
 * How fast a tab trains while it is looked at, half of the time before and half after another was for all of it: what
 * else the machine does meanwhile weighs on both. The tab stays hidden.
 */
export async function ratesOf(session: CDPSession, tab: Tab, seconds: number): Promise<Rates> {
  const other = await openTab(session, 'about:blank')
  const turn = async (front: Tab, state: 'visible' | 'hidden'): Promise<void> => {
    await session.send('Target.activateTarget', { targetId: front.id })
    await until(tab, `document.visibilityState === '${state}'`)
  }
  await turn(tab, 'visible')
  const before = await stepRate(tab, seconds / 2)
  await turn(other, 'hidden')
  const hidden = await stepRate(tab, seconds)
  if ((await tab.value('document.visibilityState')) !== 'hidden')
    throw new Error('it was not hidden throughout')
  await turn(tab, 'visible')
  const after = await stepRate(tab, seconds / 2)
  await turn(other, 'hidden')
  return { visible: (before + after) / 2, hidden }
}
