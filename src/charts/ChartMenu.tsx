import { Menu } from '@mantine/core'
import { Ellipsis } from 'lucide-react'
import { type RefObject, use, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChartId } from './chart-ids.ts'
import { csvOf, type DataTable } from './data-table.ts'
import { chartLink } from './linked-chart.ts'
import { type ProvenanceFacts, useProvenance } from './Provenance.tsx'
import { linkedPng, linkedSvg, pngOf, svgOf } from './picture/picture.ts'
import type { Scheme } from './picture/scheme.ts'
import { PictureLink } from './picture-link.ts'
import { save } from './save.ts'

declare const SOUNDCHECK_VERSION: string

interface ChartMenuProps {
  readonly title: string
  readonly finding: string | null
  readonly facts: { readonly provenance: ProvenanceFacts; readonly badges: readonly string[] }
  readonly table: DataTable | null
  readonly chart: ChartId | null
  readonly linkView: Readonly<Record<string, string>>
  /** What is drawn. */
  readonly body: RefObject<HTMLElement | null>
  readonly opened: boolean
  readonly tableShown: boolean
  onChange(opened: boolean): void
  onTable(): void
  onHow(): void
}

const PICTURES = [
  ['svg', 'light'],
  ['svg', 'dark'],
  ['png', 'light'],
  ['png', 'dark'],
] as const

/** What can be done with a chart besides looking at it. */
export function ChartMenu(props: ChartMenuProps) {
  const { title, finding, facts, table, chart, body, opened } = props
  const { t } = useTranslation('charts')
  const provenance = useProvenance(facts.provenance)
  const linkOfPage = use(PictureLink)
  const [copied, setCopied] = useState<'no' | 'copied' | 'shown'>('no')
  const name = `soundcheck-${chart ?? title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-')}`
  const takePicture = async (kind: 'svg' | 'png', scheme: Scheme) => {
    if (body.current === null) return
    const foot = [provenance, ...facts.badges].filter((text) => text !== '').join(' · ')
    const version = t('picture.version', { version: SOUNDCHECK_VERSION })
    const svg = svgOf(body.current, { title, finding, foot: [foot, version] }, scheme)
    const link = await linkOfPage()
    if (kind === 'svg') save(`${name}.svg`, new Blob([linkedSvg(svg, link)], { type: 'image/svg+xml' }))
    else save(`${name}.png`, await linkedPng(await pngOf(svg), link))
  }
  /** A browser that keeps its clipboard shut leaves the link in the address bar. */
  const copyLink = async (link: string) => {
    try {
      await navigator.clipboard.writeText(link)
      setCopied('copied')
    } catch {
      history.replaceState(history.state, '', link)
      setCopied('shown')
    }
  }
  return (
    <Menu
      opened={opened}
      onChange={(isOpen) => {
        props.onChange(isOpen)
        setCopied('no')
      }}
      position="bottom-end"
      withInitialFocusPlaceholder={false}
      width={230}
    >
      <Menu.Target>
        <button type="button" className="sc-tool sc-tool-icon" aria-label={t('menu.open', { title })}>
          <Ellipsis size={15} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {table !== null && (
          <>
            <Menu.Item onClick={props.onTable} rightSection={<kbd>{t('menu.tableKey')}</kbd>}>
              {t(props.tableShown ? 'frame.hideTable' : 'frame.showTable')}
            </Menu.Item>
            <Menu.Item
              onClick={() => save(`${name}.csv`, new Blob(['\uFEFF', csvOf(table)], { type: 'text/csv' }))}
            >
              {t('menu.csv')}
            </Menu.Item>
          </>
        )}
        {PICTURES.map(([kind, scheme]) => (
          <Menu.Item key={`${kind}${scheme}`} onClick={() => void takePicture(kind, scheme)}>
            {t(`menu.${kind}.${scheme}`)}
          </Menu.Item>
        ))}
        <Menu.Label fw={400}>{t('menu.carries')}</Menu.Label>
        {chart !== null && (
          <>
            <Menu.Divider />
            <Menu.Item
              closeMenuOnClick={false}
              onClick={() => void copyLink(chartLink(location.href, chart, props.linkView))}
            >
              {t(`menu.link.${copied}`)}
            </Menu.Item>
            <Menu.Item onClick={props.onHow}>{t('menu.how')}</Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
