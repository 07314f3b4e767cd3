import { Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { useActions } from '../store/hooks.ts'
import { isExperiment } from '../store/opener.ts'

/** The whole window takes dropped files, on every screen; several at once are one dataset. */
export function DropTarget() {
  const { t } = useTranslation('app')
  const { importFiles, openFile } = useActions()
  const [, navigate] = useLocation()
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    const carriesFile = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true
    const over = (event: DragEvent): void => {
      if (!carriesFile(event)) return
      event.preventDefault()
      setOver(true)
    }
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false)
    }
    const drop = (event: DragEvent): void => {
      setOver(false)
      const files = [...(event.dataTransfer?.files ?? [])]
      if (files.length === 0) return
      event.preventDefault()
      const [first] = files
      if (files.length === 1 && first !== undefined && isExperiment(first.name)) {
        openFile(first)
        return
      }
      importFiles(files)
      navigate('/data')
    }
    window.addEventListener('dragover', over)
    window.addEventListener('dragleave', leave)
    window.addEventListener('drop', drop)
    return () => {
      window.removeEventListener('dragover', over)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('drop', drop)
    }
  }, [importFiles, openFile, navigate])
  if (!isOver) return null
  return (
    <div className="app-drop">
      <Text size="lg" fw={600}>
        {t('drop')}
      </Text>
    </div>
  )
}
