import { useEffect } from 'react'
import { useActions } from '../../store/hooks.ts'
import { type ChosenSubject, neighbourStep } from './view.ts'

/** `[` and `]` go to the evaluation before and after, but for where a person types. */
export function useStepKeys(subject: ChosenSubject): void {
  const { setView } = useActions()
  useEffect(() => {
    function pressed(event: KeyboardEvent): void {
      const isTyped =
        event.target instanceof Element && event.target.closest('input, textarea, select') !== null
      if (isTyped || event.ctrlKey || event.metaKey || event.altKey) return
      if (event.key === '[') setView({ insideStep: neighbourStep(subject, -1) })
      if (event.key === ']') setView({ insideStep: neighbourStep(subject, 1) })
    }
    window.addEventListener('keydown', pressed)
    return () => window.removeEventListener('keydown', pressed)
  }, [subject, setView])
}
