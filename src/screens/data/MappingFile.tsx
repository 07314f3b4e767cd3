import { Button, FileButton, Group, Stack, Text } from '@mantine/core'
import { Download, FolderOpen, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { save } from '../../charts/save.ts'
import type { DatasetInfo } from '../../core/data/dataset.ts'
import { suggestedSplit } from '../../core/data/guess.ts'
import { stemOf } from '../../core/data/join/table.ts'
import type { Issue } from '../../core/result.ts'
import { fitted, type Mapping, mappingJson, parseMapping } from '../../experiment/mapping.ts'
import { useActions, useWorkbench } from '../../store/hooks.ts'
import { Issues } from '../../ui/Issues.tsx'
import { Notice } from '../../ui/Notice.tsx'

type Outcome =
  | { readonly kind: 'done'; readonly name: string; readonly left: readonly string[] }
  | { readonly kind: 'refused'; readonly name: string; readonly issues: readonly Issue[] }

/** A person's own reading of a dataset, kept as a file and taken from one. */
export function MappingFile({ info }: { readonly info: DatasetInfo }) {
  const { t } = useTranslation('data')
  const draft = useWorkbench((state) => state.draft)
  const { editSchema, editSplit } = useActions()
  const [outcome, setOutcome] = useState<Outcome | null>(null)

  function take({ schema, split }: Mapping): void {
    setOutcome(null)
    editSchema(schema)
    editSplit(split)
  }

  async function load(file: File): Promise<void> {
    const parsed = parseMapping(await file.text())
    const columns = new Set(info.columns.map(({ name }) => name))
    const fit = parsed.ok ? fitted(parsed.value, columns) : parsed
    if (!fit.ok) {
      setOutcome({ kind: 'refused', name: file.name, issues: fit.error })
      return
    }
    take(fit.value.mapping)
    setOutcome({ kind: 'done', name: file.name, left: fit.value.left })
  }

  function keep(): void {
    const text = mappingJson({ schema: draft.schema, split: draft.split })
    save(`${stemOf(info.name)}.template.json`, new Blob([text], { type: 'application/json' }))
  }

  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Download size={14} aria-hidden="true" />}
          onClick={keep}
        >
          {t('mapping.save')}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<RotateCcw size={14} aria-hidden="true" />}
          onClick={() => take({ schema: info.suggested, split: suggestedSplit(info) })}
        >
          {t('mapping.again')}
        </Button>
        <FileButton
          accept=".json,application/json"
          onChange={(file) => {
            if (file !== null) void load(file)
          }}
          inputProps={{ 'aria-label': t('mapping.input') }}
        >
          {(props) => (
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<FolderOpen size={14} aria-hidden="true" />}
              {...props}
            >
              {t('mapping.load')}
            </Button>
          )}
        </FileButton>
      </Group>
      {outcome === null ? null : <Told outcome={outcome} onClose={() => setOutcome(null)} />}
    </Stack>
  )
}

interface ToldProps {
  readonly outcome: Outcome
  onClose(): void
}

function Told({ outcome, onClose }: ToldProps) {
  const { t } = useTranslation('data')
  const close = { withCloseButton: true, closeButtonLabel: t('mapping.close'), onClose }
  if (outcome.kind === 'refused') {
    return (
      <Notice tone="red" title={t('mapping.refused', { name: outcome.name })} {...close}>
        <Issues issues={outcome.issues} />
      </Notice>
    )
  }
  const { name, left } = outcome
  return (
    <Notice tone={left.length === 0 ? 'green' : 'orange'} {...close}>
      <Text size="sm">{t('mapping.done', { name })}</Text>
      {left.length === 0 ? null : (
        <Text size="sm">{t('mapping.left', { count: left.length, columns: left.join(', ') })}</Text>
      )}
    </Notice>
  )
}
