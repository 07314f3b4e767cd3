import { Chip, Group, Input, Select, TagsInput } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SettingValue } from '../../core/setting-spec.ts'
import {
  isWithin,
  LEAST_VALUES,
  MOST_VALUES,
  type Sweep,
  type Sweepable,
  suggestedValues,
  sweepableAt,
  sweepables,
} from '../../experiment/sweep.ts'
import { MODULES } from '../../modules/specs.ts'
import { useActions, useWorkbench } from '../../store/hooks.ts'
import { goodNumber, valueText } from '../../ui/setting-values.ts'

/** Which setting a sweep moves, and over which values; the draft's own is always among them. */
export function SweepEditor({ sweep }: { readonly sweep: Sweep }) {
  const { t } = useTranslation('plan')
  const draft = useWorkbench((state) => state.draft)
  const { planFrom } = useActions()
  const all = useMemo(() => sweepables(draft), [draft])
  const setting = sweepableAt(draft, sweep.path)
  const sections = [...new Set(all.map(({ module, section }) => module ?? section))]
  const titleOf = (section: string): string =>
    MODULES.find(({ id }) => id === section)?.title ?? t(`section.${section}`)
  return (
    <>
      <Select
        size="xs"
        label={t('sweep.setting')}
        searchable
        allowDeselect={false}
        data={sections.map((section) => ({
          group: titleOf(section),
          items: all
            .filter((one) => (one.module ?? one.section) === section)
            .map(({ path, spec }) => ({ value: path, label: spec.label })),
        }))}
        value={setting?.path ?? null}
        placeholder={t('sweep.none')}
        onChange={(path) => {
          const chosen = path === null ? null : sweepableAt(draft, path)
          if (chosen !== null) planFrom({ kind: 'sweep', path: chosen.path, values: suggestedValues(chosen) })
        }}
      />
      {setting === null ? null : <SweptValues key={setting.path} setting={setting} values={sweep.values} />}
    </>
  )
}

interface SweptValuesProps {
  readonly setting: Sweepable
  readonly values: readonly SettingValue[]
}

function SweptValues({ setting, values }: SweptValuesProps) {
  const { t } = useTranslation('plan')
  const { planFrom } = useActions()
  const { spec, path } = setting
  const chosen = [...new Set([...values.filter((value) => isWithin(spec, value)), setting.value])]
  const choose = (next: readonly SettingValue[]): void =>
    planFrom({ kind: 'sweep', path, values: [...new Set([...next, setting.value])].slice(0, MOST_VALUES) })
  if (spec.kind === 'int' || spec.kind === 'float') {
    return <NumberValues setting={{ ...setting, spec }} chosen={chosen.map(Number)} onChoose={choose} />
  }
  const options: readonly SettingValue[] = spec.kind === 'bool' ? [false, true] : Object.keys(spec.options)
  const nameOf = (value: SettingValue): string =>
    spec.kind === 'bool' ? t(value === true ? 'on' : 'off') : valueText(spec, value)
  return (
    <Input.Wrapper size="xs" label={t('sweep.values')}>
      <Chip.Group
        multiple
        value={chosen.map(String)}
        onChange={(names) => choose(options.filter((option) => names.includes(String(option))))}
      >
        <Group gap={4}>
          {options.map((option) => (
            <Chip key={String(option)} size="xs" value={String(option)} disabled={option === setting.value}>
              {nameOf(option)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </Input.Wrapper>
  )
}

interface NumberValuesProps {
  readonly setting: Sweepable & { readonly spec: { readonly kind: 'int' | 'float' } }
  readonly chosen: readonly number[]
  readonly onChoose: (values: readonly number[]) => void
}

/** Numbers as tags; one that the setting does not take is refused, and said to be. */
function NumberValues({ setting, chosen, onChoose }: NumberValuesProps) {
  const { t } = useTranslation('plan')
  const [refused, setRefused] = useState<string | null>(null)
  const { spec } = setting
  const range = { min: spec.min, max: spec.max, least: LEAST_VALUES, most: MOST_VALUES }
  return (
    <TagsInput
      size="xs"
      label={t('sweep.values')}
      description={t('sweep.valuesText', range)}
      error={refused === null ? null : t('sweep.refused', { value: refused, ...range })}
      maxTags={MOST_VALUES}
      value={[...chosen].sort((a, b) => a - b).map(String)}
      onChange={(texts) => {
        const bad = texts.find((text) => goodNumber(spec, text) === null) ?? null
        setRefused(bad)
        if (bad === null) onChoose(texts.map(Number))
      }}
    />
  )
}
