import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../charts/ChartFrame.tsx'
import { countText } from '../../charts/format.ts'
import { type Ailment, examination } from '../../run/doctor.ts'
import type { Run } from '../../run/run.ts'
import { useFindingText } from './use-finding-text.ts'

/** C17: four ailments, each with the numbers that name it, or with what was looked at and found in order. */
export function DoctorChart({ run }: { readonly run: Run }) {
  const { t } = useTranslation('inside')
  const checks = useMemo(() => examination(run), [run])
  const textOf = useFindingText(run)
  const count = checks.reduce((sum, { findings }) => sum + findings.length, 0)
  const wasLooked = checks.some((check) => check.wasLooked)
  const rows = checks.flatMap(({ ailment, wasLooked: looked, findings }): readonly Row[] =>
    findings.length === 0
      ? [
          {
            ailment,
            mark: looked ? '✓' : '–',
            text: t(looked ? `doctor.${ailment}.sound` : 'doctor.notYet'),
            step: null,
          },
        ]
      : findings.map((finding) => ({ ailment, mark: '▲', text: textOf(finding), step: finding.step })),
  )
  return (
    <ChartFrame
      chart="doctor"
      title={t('doctor.title')}
      finding={count === 0 ? t('doctor.sound') : t('doctor.found', { count })}
      provenance={{ seeds: [run.config.seed] }}
      empty={wasLooked || count > 0 ? null : t('doctor.notYet')}
      table={{
        columns: [t('doctor.check'), t('doctor.what'), t('doctor.step')],
        rows: rows.map(({ ailment, text, step }) => [
          t(`doctor.${ailment}`),
          text,
          step === null ? '–' : countText(step),
        ]),
      }}
    >
      <table className="sc-table">
        <tbody>
          {rows.map(({ ailment, mark, text, step }) => (
            <tr key={text + ailment}>
              <th scope="row" style={{ width: 150 }}>
                <span aria-hidden="true">{mark}</span> {t(`doctor.${ailment}`)}
              </th>
              <td>{text}</td>
              <td className="sc-number sc-sub">
                {step === null ? '' : t('doctor.at', { step: countText(step) })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ChartFrame>
  )
}

interface Row {
  readonly ailment: Ailment
  readonly mark: '✓' | '–' | '▲'
  readonly text: string
  readonly step: number | null
}
