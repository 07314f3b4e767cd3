import { Suspense, useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { useActions, useWorkbenchState } from '../store/hooks.ts'
import { apart } from '../ui/apart.tsx'
import { DialogNotFetched } from '../ui/NotFetched.tsx'
import { commandOf, isAvailable, type Pressed } from './commands.ts'

const PaletteList = apart(async () => (await import('./PaletteList.tsx')).PaletteList, DialogNotFetched)

const TEXTS = 'input, textarea, select, [contenteditable="true"], [role="combobox"], [role="listbox"]'
const CONTROLS = 'button, a, summary, [role="switch"], [role="tab"], [role="slider"], [role="option"]'

/** Listens for the keys that work everywhere; ⌘K, Ctrl K or `?` lists all that can be done, with its key. */
export function Palette() {
  const [isOpen, setOpen] = useState(false)
  const [, navigate] = useLocation()
  const actions = useActions()
  const getState = useWorkbenchState()

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.defaultPrevented || isOpen || event.repeat) return
      const found = commandOf(pressed(event))
      if (found === null) return
      const state = getState()
      if (found !== 'palette' && !isAvailable(found, state)) return
      event.preventDefault()
      if (found === 'palette') setOpen(true)
      else found.run({ state, actions, navigate })
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [isOpen, actions, getState, navigate])

  return isOpen ? (
    <Suspense>
      <PaletteList
        onClose={() => setOpen(false)}
        onRun={(command) => {
          setOpen(false)
          command.run({ state: getState(), actions, navigate })
        }}
      />
    </Suspense>
  ) : null
}

function pressed(event: KeyboardEvent): Pressed {
  const { key, ctrlKey, metaKey, altKey, target } = event
  const at = target instanceof Element ? target : null
  const on = at?.closest(TEXTS) ? 'text' : at?.closest(CONTROLS) ? 'control' : 'page'
  return { key, ctrlKey, metaKey, altKey, on }
}
