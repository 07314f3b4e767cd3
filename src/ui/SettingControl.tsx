import { NumberInput, Select, Switch, TextInput } from '@mantine/core'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SettingSpec, SettingValue } from '../core/setting-spec.ts'

interface SettingControlProps {
  readonly spec: SettingSpec
  readonly value: SettingValue
  readonly onChange: (value: SettingValue) => void
  readonly disabled?: boolean
}

/** The control of one setting, from its row of the table. */
export function SettingControl({ spec, value, onChange, disabled = false }: SettingControlProps) {
  const common = { label: spec.label, disabled, size: 'xs' as const }
  switch (spec.kind) {
    case 'bool':
      return (
        <Switch
          {...common}
          description={spec.help}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      )
    case 'choice':
      return (
        <Select
          {...common}
          description={spec.help}
          data={Object.entries(spec.options).map(([option, label]) => ({ value: option, label }))}
          value={String(value)}
          onChange={(next) => {
            if (next !== null) onChange(next)
          }}
          allowDeselect={false}
        />
      )
    case 'widths':
      return <WidthsControl spec={spec} value={value} onChange={onChange} disabled={disabled} />
    case 'int':
    case 'float':
      return <NumberControl spec={spec} value={value} onChange={onChange} disabled={disabled} />
    default:
      return spec satisfies never
  }
}

/** A number within its range; beyond it the control says so and keeps the last good value. */
function NumberControl({ spec, value, onChange, disabled }: Required<SettingControlProps>) {
  const { t } = useTranslation('app')
  const [typed, setTyped] = useState<string | null>(null)
  if (spec.kind !== 'int' && spec.kind !== 'float') throw new Error('not a number setting')
  const number = typed === null ? Number(value) : Number(typed)
  const isGood =
    typed !== '' &&
    number >= spec.min &&
    number <= spec.max &&
    (spec.kind === 'float' || Number.isInteger(number))
  return (
    <NumberInput
      label={spec.label}
      size="xs"
      disabled={disabled}
      description={spec.help}
      value={typed ?? Number(value)}
      error={isGood ? undefined : t('setting.range', { min: spec.min, max: spec.max })}
      step={spec.kind === 'int' ? 1 : stepFor(Number(value))}
      allowDecimal={spec.kind === 'float'}
      decimalScale={6}
      onChange={(next) => {
        setTyped(String(next))
        const changed = Number(next)
        if (
          next !== '' &&
          changed >= spec.min &&
          changed <= spec.max &&
          (spec.kind === 'float' || Number.isInteger(changed))
        ) {
          onChange(changed)
        }
      }}
      onBlur={() => setTyped(null)}
    />
  )
}

/** A tenth of the value's own power of ten. */
const stepFor = (value: number): number =>
  value === 0 ? 0.01 : 10 ** (Math.floor(Math.log10(Math.abs(value))) - 1)

/** Widths as `64, 32`. */
function WidthsControl({ spec, value, onChange, disabled }: Required<SettingControlProps>) {
  const { t } = useTranslation('app')
  const [typed, setTyped] = useState<string | null>(null)
  const id = useId()
  if (spec.kind !== 'widths') throw new Error('not a widths setting')
  const text = Array.isArray(value) ? value.join(', ') : ''
  const widths = parseWidths(typed ?? text, spec.maxLayers, spec.max)
  return (
    <TextInput
      id={id}
      label={spec.label}
      size="xs"
      disabled={disabled}
      description={spec.help}
      value={typed ?? text}
      error={widths === null ? t('setting.widths', { layers: spec.maxLayers, max: spec.max }) : undefined}
      onChange={(event) => {
        const next = event.currentTarget.value
        setTyped(next)
        const parsed = parseWidths(next, spec.maxLayers, spec.max)
        if (parsed !== null) onChange(parsed)
      }}
      onBlur={() => setTyped(null)}
    />
  )
}

/** `64, 32` as widths; null when it is not. */
export function parseWidths(text: string, maxLayers: number, max: number): readonly number[] | null {
  const widths = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  const isGood = widths.every((width) => Number.isInteger(width) && width >= 1 && width <= max)
  return isGood && widths.length <= maxLayers ? widths : null
}
