import { Button, CopyButton, Group, Radio, Stack, Text, Textarea } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { countText } from '../../charts/format.ts'
import { LONGEST_NOTE } from '../../experiment/link-fields.ts'
import { TIERS } from '../../run/result-link.ts'
import { missingDataset } from '../../store/datasets.ts'
import { useSettledRuns, useWorkbench } from '../../store/hooks.ts'
import { type Shareable, shareableOf, sharedRecipe, sharedResults, type Wish } from '../../store/sharing.ts'
import { lostUpload, uploadsOf, uploadWord } from '../../store/uploads.ts'
import { Issues } from '../../ui/Issues.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { LinkInside } from './LinkInside.tsx'
import { QrCode } from './QrCode.tsx'

declare const SOUNDCHECK_VERSION: string

/** The plan as a link; nothing of it where it is about a file that no link can name. */
export function ShareDialog() {
  const source = useSource()
  const lost = lostUpload(source)
  if (lost === null) return <LinkDialog source={source} />
  return (
    <Notice tone="orange">
      <Issues issues={[missingDataset(lost)]} />
    </Notice>
  )
}

/** The link with its results or without: how long it is, and what is inside. */
function LinkDialog({ source }: { readonly source: ReturnType<typeof useSource> }) {
  const { t } = useTranslation('share')
  const { plan, view, claims, carried, wish: backend } = source
  const shareable = useMemo(() => shareableOf(source, SOUNDCHECK_VERSION), [source])
  const [kind, setKind] = useState<'result' | 'recipe'>(shareable === null ? 'recipe' : 'result')
  const [without, setWithout] = useState<Wish['without']>(new Set())
  const [note, setNote] = useState(claims?.note ?? '')
  const [showsCode, setShowsCode] = useState(false)
  const address = location.href.replace(/#.*$/s, '')
  const wish = useMemo<Wish>(
    () => ({ without, note: note.trim() === '' ? null : note.trim(), used: address.length }),
    [without, note, address],
  )
  const results = useMemo(
    () => (shareable === null ? null : sharedResults(source, shareable, wish)),
    [source, shareable, wish],
  )
  const recipe = useMemo(() => sharedRecipe(source, wish), [source, wish])
  const chosen = kind === 'result' && results !== null ? results.link : recipe
  const words = uploadsOf(plan).map((config) => uploadWord(source, config))
  const isPending = words.includes('pending')
  const link = isPending ? '' : `${address}${chosen}`
  const lengthText = (length: number): string =>
    `${t('size', { count: countText(length) })} ${t(sizeKey(length))}`
  return (
    <Stack gap="sm">
      <Radio.Group
        value={kind}
        onChange={(value) => setKind(value === 'result' ? 'result' : 'recipe')}
        aria-label={t('kind')}
      >
        <Stack gap={6}>
          <Radio
            value="result"
            disabled={results === null}
            label={t('kind.result')}
            description={
              results === null ? t('kind.noResults') : lengthText(results.link.length + address.length)
            }
          />
          <Radio
            value="recipe"
            label={t('kind.recipe')}
            description={lengthText(recipe.length + address.length)}
          />
        </Stack>
      </Radio.Group>
      <Textarea
        readOnly
        autosize
        minRows={2}
        maxRows={5}
        value={link}
        {...(isPending ? { placeholder: t('link.pending') } : {})}
        aria-label={t('link')}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
      />
      <Group justify="space-between">
        <Text size="sm" c="dimmed" data-testid="link-size">
          {lengthText(address.length + chosen.length)}
        </Text>
        <Group gap="xs">
          <Button
            variant="default"
            disabled={isPending}
            aria-expanded={showsCode}
            onClick={() => setShowsCode(!showsCode)}
          >
            {t('code')}
          </Button>
          {'share' in navigator ? (
            <Button
              variant="default"
              disabled={isPending}
              onClick={() => void navigator.share({ url: link }).catch(ignoreAbort)}
            >
              {t('send')}
            </Button>
          ) : null}
          <CopyButton value={link}>
            {({ copied, copy }) => (
              <Button disabled={isPending} onClick={copy}>
                {copied ? t('copied') : t('copy')}
              </Button>
            )}
          </CopyButton>
        </Group>
      </Group>
      {showsCode && !isPending ? <QrCode text={link} /> : null}
      {kind === 'result' && shareable !== null ? <Origin shareable={shareable} /> : null}
      <Textarea
        label={t('note')}
        description={t('note.left', { count: LONGEST_NOTE - note.length })}
        maxLength={LONGEST_NOTE}
        autosize
        minRows={1}
        maxRows={4}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <LinkInside
        plan={plan}
        upload={words[0] ?? null}
        backend={backend === 'webgpu' || backend === 'wasm' ? backend : null}
        slice={view.slice}
        shareable={kind === 'result' ? shareable : null}
        results={kind === 'result' ? results : null}
        carried={carried}
        note={wish.note}
        without={without}
        onWithout={(part, isOut) => {
          const next = new Set(without)
          if (isOut) next.add(part)
          else next.delete(part)
          setWithout(next)
        }}
        onDropNote={() => setNote('')}
      />
    </Stack>
  )
}

/** What a link is made of; a run under way is read as it was when one last began, rested or ended. */
function useSource() {
  const plan = useWorkbench((state) => state.plan)
  const runs = useSettledRuns()
  const deleted = useWorkbench((state) => state.deleted)
  const view = useWorkbench((state) => state.view)
  const draft = useWorkbench((state) => state.draft)
  const preparing = useWorkbench((state) => state.preparing)
  const claims = useWorkbench((state) => state.claims)
  const carried = useWorkbench((state) => state.carried)
  const wish = useWorkbench((state) => state.wish)
  const datasets = useWorkbench((state) => state.datasets)
  const fingerprints = useWorkbench((state) => state.fingerprints)
  return useMemo(
    () => ({ plan, runs, deleted, view, draft, preparing, claims, carried, wish, datasets, fingerprints }),
    [plan, runs, deleted, view, draft, preparing, claims, carried, wish, datasets, fingerprints],
  )
}

/** Whose numbers they are, and what their reader is told of them. */
function Origin({ shareable }: { readonly shareable: Shareable }) {
  const { t } = useTranslation('share')
  return (
    <Text size="sm" c="dimmed">
      {shareable.from === 'link' ? `${t('origin.link')} ` : ''}
      {t('claimed.told')}
    </Text>
  )
}

/** Who closes the browser's own dialog has not failed at anything. */
function ignoreAbort(error: unknown): void {
  if (!(error instanceof DOMException && error.name === 'AbortError')) throw error
}

function sizeKey(length: number): string {
  const [everywhere, most, some] = TIERS
  if (length <= everywhere) return 'size.everywhere'
  if (length <= most) return 'size.most'
  return length <= some ? 'size.some' : 'size.few'
}
