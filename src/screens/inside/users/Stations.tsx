import { useTranslation } from 'react-i18next'
import { BeforeAfter } from '../../../charts/BeforeAfter.tsx'
import { plainText } from '../../../charts/format.ts'
import type { MicroscopeAnswer } from '../../../core/inspect/question.ts'
import { isReadAsUnseen, type Station, shiftOf } from './view.ts'

interface StationsProps {
  readonly answer: MicroscopeAnswer
  readonly stations: readonly Station[]
}

const WIDTH = 120

/** Small panels in the order in which a row passes them. */
export function Stations({ answer, stations }: StationsProps) {
  const { t } = useTranslation('inside')
  const shift = shiftOf(answer)
  return (
    <div style={{ display: 'flex', gap: 16, flexWrap: 'wrap', flex: 1, minWidth: 300 }}>
      {stations.map(({ key, values, neutral, max, hidden }) => (
        <section key={key} data-station={key}>
          <h3 style={{ margin: '0 0 4px', fontSize: 12.5 }}>{t(`microscope.station.${key}`)}</h3>
          <BeforeAfter
            name={t(`microscope.station.${key}`)}
            values={values}
            neutral={neutral}
            max={max}
            width={WIDTH}
          />
          {hidden > 0 && (
            <p className="sc-sub" style={{ margin: 0 }}>
              {t('microscope.hidden', { count: hidden })}
            </p>
          )}
          {key === 'group' && (
            <p className="sc-sub" style={{ margin: 0, maxWidth: 220 }}>
              {isReadAsUnseen(answer)
                ? t('microscope.unseen')
                : shift === null
                  ? t('microscope.noShift')
                  : t('microscope.shift', { length: plainText(shift.after ?? shift.before) })}
            </p>
          )}
          {key === 'probabilities' && (
            <p className="sc-sub" style={{ margin: 0, maxWidth: 220 }}>
              {t('microscope.happened', {
                tasks: values
                  .map(
                    ({ name }, i) =>
                      `${name} ${answer.labels[i] === 1 ? t('microscope.yes') : t('microscope.no')}`,
                  )
                  .join(', '),
              })}
            </p>
          )}
        </section>
      ))}
    </div>
  )
}
