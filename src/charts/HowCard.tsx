import { Modal } from '@mantine/core'
import { use } from 'react'
import { useTranslation } from 'react-i18next'
import { languageOf } from '../core/language.ts'
import { howTexts } from '../i18n/how.ts'
import { CHARTS, type ChartId } from './chart-ids.ts'

export interface HowCardProps {
  readonly chart: ChartId
  /** The chart's question. */
  readonly title: string
  readonly label: string
  onClose(): void
}

/** How a chart is computed: formula, what good looks like, how it misleads, where the code is. */
export function HowCard({ chart, title, label, onClose }: HowCardProps) {
  const { t, i18n } = useTranslation('charts')
  const how = use(howTexts(languageOf(i18n.language)))
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size="lg"
      closeButtonProps={{ 'aria-label': t('how.close') }}
    >
      <div className="sc-how">
        <p className="sc-sub">{label}</p>
        <p>{how[`${chart}.formula`]}</p>
        <h3>{t('how.good')}</h3>
        <p>{how[`${chart}.good`]}</p>
        <h3>{t('how.misleads')}</h3>
        <ul>
          {([1, 2, 3] as const).map((way) => (
            <li key={way}>{how[`${chart}.misleads${way}`]}</li>
          ))}
        </ul>
        <h3>{t('how.source')}</h3>
        <p>
          <code>{CHARTS[chart]}</code>
        </p>
      </div>
    </Modal>
  )
}
