import { ActionIcon, Input, NumberInput, Select, Switch, Text, TextInput } from '@mantine/core'
import { RotateCcw } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SettingSpec, SettingValue } from '../core/setting-spec.ts'
import { goodNumber, parseNumbers, parseWidths, stepFor, valueText } from './setting-values.ts'
import './setting.css'

interface SettingControlProps {
  readonly spec: SettingSpec
  readonly value: SettingValue
  readonly onChange: (value: SettingValue) => void
  readonly disabled?: boolean
}

interface ControlProps extends SettingControlProps {
  readonly id: string
  readonly describedBy: string
}

/** The control of one setting, from its row of the table: label and meaning on the left, the control on the right. */
export function SettingControl(props: SettingControlProps) {
  const { spec } = props
  const id = useId()
  const control: ControlProps = { ...props, id, describedBy: `${id}-help` }
  switch (spec.kind) {
    case 'bool':
      return (
        <SettingRow {...control}>
          <Switch
            id={id}
            size="xs"
            disabled={props.disabled === true}
            aria-describedby={control.describedBy}
            checked={props.value === true}
            onChange={(event) => props.onChange(event.currentTarget.checked)}
          />
        </SettingRow>
      )
    case 'choice':
      return (
        <SettingRow {...control} isWide>
          <Select
            id={id}
            size="xs"
            disabled={props.disabled === true}
            aria-describedby={control.describedBy}
            data={Object.entries(spec.options).map(([option, label]) => ({ value: option, label }))}
            value={String(props.value)}
            onChange={(next) => {
              if (next !== null) props.onChange(next)
            }}
            allowDeselect={false}
          />
        </SettingRow>
      )
    case 'widths':
    case 'numbers':
      return <ListControl {...control} spec={spec} />
    case 'int':
    case 'float':
      return <NumberControl {...control} spec={spec} />
    default:
      return spec satisfies never
  }
}

interface SettingRowProps extends ControlProps {
  /** The control takes a line of its own. */
  readonly isWide?: boolean
  readonly error?: string | null
  readonly children: ReactNode
}

function SettingRow(props: SettingRowProps) {
  const { spec, value, onChange, disabled, id, describedBy, isWide = false, error = null, children } = props
  const { t } = useTranslation('app')
  const isChanged = JSON.stringify(value) !== JSON.stringify(spec.default)
  const usual =
    spec.kind === 'bool' ? t(spec.default ? 'setting.on' : 'setting.off') : valueText(spec, spec.default)
  return (
    <div className={isWide ? 'setting setting-wide' : 'setting'}>
      <div className="setting-words">
        <Text component="label" htmlFor={id} size="xs" fw={500} lh={1.35}>
          {spec.label}
        </Text>
        <Text id={describedBy} c="dimmed" className="setting-help">
          {spec.help}
          {isChanged ? <b>{` ${t('setting.default', { value: usual })}`}</b> : null}
        </Text>
      </div>
      <div className="setting-control">
        {isChanged && disabled !== true ? (
          <ActionIcon
            size={20}
            variant="subtle"
            color="gray"
            onClick={() => onChange(spec.default)}
            aria-label={t('setting.reset', { setting: spec.label })}
            title={t('setting.reset', { setting: spec.label })}
          >
            <RotateCcw size={12} aria-hidden="true" />
          </ActionIcon>
        ) : null}
        {children}
      </div>
      {error === null ? null : (
        <Input.Error className="setting-error" role="alert">
          {error}
        </Input.Error>
      )}
    </div>
  )
}

type NumberSpec = Extract<SettingSpec, { readonly kind: 'int' | 'float' }>

/** A number within its range; beyond it the control says so and keeps the last good value. */
function NumberControl(props: ControlProps & { readonly spec: NumberSpec }) {
  const { spec, value, onChange, disabled, id, describedBy } = props
  const { t } = useTranslation('app')
  const [typed, setTyped] = useState<string | number | null>(null)
  const isGood = typed === null || goodNumber(spec, typed) !== null
  return (
    <SettingRow {...props} error={isGood ? null : t('setting.range', { min: spec.min, max: spec.max })}>
      <NumberInput
        id={id}
        size="xs"
        w={86}
        disabled={disabled === true}
        aria-describedby={describedBy}
        value={typed ?? Number(value)}
        error={!isGood}
        step={spec.kind === 'int' ? 1 : stepFor(Number(value))}
        allowDecimal={spec.kind === 'float'}
        decimalScale={6}
        onChange={(next) => {
          setTyped(next)
          const good = goodNumber(spec, next)
          if (good !== null) onChange(good)
        }}
        onBlur={() => setTyped(null)}
      />
    </SettingRow>
  )
}

type ListSpec = Extract<SettingSpec, { readonly kind: 'widths' | 'numbers' }>

/** Widths as `64, 32`, numbers as `1, 0.5`. */
function ListControl(props: ControlProps & { readonly spec: ListSpec }) {
  const { spec, value, onChange, disabled, id, describedBy } = props
  const { t } = useTranslation('app')
  const [typed, setTyped] = useState<string | null>(null)
  const text = typed ?? valueText(spec, value)
  const isWidths = spec.kind === 'widths'
  const parse = (list: string): readonly number[] | null =>
    isWidths ? parseWidths(list, spec.maxLayers, spec.max) : parseNumbers(list, spec)
  const isGood = parse(text) !== null
  const wanted = isWidths
    ? t('setting.widths', { layers: spec.maxLayers, max: spec.max })
    : t('setting.numbers', { most: spec.most, min: spec.min, max: spec.max })
  const error = isGood ? null : wanted
  return (
    <SettingRow {...props} error={error}>
      <TextInput
        id={id}
        size="xs"
        w={86}
        disabled={disabled === true}
        aria-describedby={describedBy}
        value={text}
        error={!isGood}
        onChange={(event) => {
          const next = event.currentTarget.value
          setTyped(next)
          const parsed = parse(next)
          if (parsed !== null) onChange(parsed)
        }}
        onBlur={() => setTyped(null)}
      />
    </SettingRow>
  )
}
