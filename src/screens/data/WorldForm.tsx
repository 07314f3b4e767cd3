import { Button, Group, Paper, Select, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { WORLD_IDS, WORLDS, type WorldId, type WorldRecipe } from '../../core/data/worlds/settings.ts'
import { parseRecipe } from '../../core/data/worlds/world.ts'
import type { SettingTable, SettingValue } from '../../core/setting-spec.ts'
import { useActions, useWorkbench } from '../../store/hooks.ts'
import { Issues } from '../../ui/Issues.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { SettingList } from '../lab/SettingList.tsx'

type Values = Readonly<Record<string, SettingValue>>

/** Settings of a generated world, from its table; begins with the world in use. */
export function WorldForm() {
  const { t } = useTranslation('data')
  const dataset = useWorkbench((state) => state.draft.dataset)
  const { takeWorld } = useActions()
  const used: WorldRecipe | null = dataset.kind === 'generated' ? dataset : null
  const [world, setWorld] = useState<WorldId>(used?.world ?? 'a')
  const [typed, setTyped] = useState<Partial<Record<WorldId, Values>>>(
    used === null ? {} : { [used.world]: used.settings },
  )
  const values = typed[world] ?? {}
  const recipe = parseRecipe(world, values, 'world')
  const table: SettingTable = WORLDS[world].settings
  return (
    <Paper p="md" radius="md" data-testid="world-form">
      <Stack gap="sm">
        <Title order={2}>{t('world.title')}</Title>
        <Text size="sm" c="dimmed" maw={820}>
          {t('world.text')}
        </Text>
        <Select
          label={t('world.kind')}
          w={260}
          allowDeselect={false}
          data={WORLD_IDS.map((id) => ({
            value: id,
            label: t('world.name', { letter: id.toUpperCase(), title: WORLDS[id].title }),
          }))}
          value={world}
          onChange={(next) => setWorld(WORLD_IDS.find((id) => id === next) ?? world)}
        />
        <div className="data-world">
          <SettingList
            key={world}
            texts={`world-${world}`}
            table={table}
            values={values}
            onChange={(change) => setTyped({ ...typed, [world]: { ...values, ...change } })}
          />
        </div>
        {recipe.ok ? null : (
          <Notice tone="red">
            <Issues issues={recipe.error} />
          </Notice>
        )}
        <Group>
          <Button
            variant="default"
            disabled={!recipe.ok}
            onClick={() => {
              if (recipe.ok) takeWorld(recipe.value)
            }}
          >
            {t(used?.world === world ? 'world.again' : 'world.use')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  )
}
