import { Paper, Table, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { countText } from '../../charts/format.ts'
import type { JoinedFile, JoinReport, JoinStep } from '../../core/data/join/report.ts'
import { readAs } from './ReadingChoices.tsx'

/** The files that a dataset was made of: what each was taken for, by which key it was joined, and how many rows matched. */
export function JoinsTable({ join }: { readonly join: JoinReport }) {
  const { t } = useTranslation('data')
  return (
    <Paper p="md" radius="md" data-testid="joins">
      <Title order={2} mb={4}>
        {t('joins.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t('joins.text')}
      </Text>
      <Table.ScrollContainer minWidth={720}>
        <Table verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('joins.file')}</Table.Th>
              <Table.Th>{t('joins.role')}</Table.Th>
              <Table.Th>{t('joins.read')}</Table.Th>
              <Table.Th className="app-number">{t('joins.rows')}</Table.Th>
              <Table.Th>{t('joins.key')}</Table.Th>
              <Table.Th className="app-number">{t('joins.matched')}</Table.Th>
              <Table.Th className="app-number">{t('joins.duplicates')}</Table.Th>
              <Table.Th>{t('joins.renamed')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rowsOf(join).map(({ file, step }) => (
              <FileRow key={file.place} file={file} step={step} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  )
}

interface FileRowProps {
  readonly file: JoinedFile
  readonly step: JoinStep | undefined
}

/** Each file with its step; files that are one table share theirs. */
function rowsOf({ files, steps }: JoinReport) {
  return files.map((file, place) => ({
    file: { ...file, place },
    step: file.role === 'log' ? undefined : steps.find(({ files: own }) => own.includes(file.name)),
  }))
}

function FileRow({ file, step }: FileRowProps) {
  const { t } = useTranslation('data')
  return (
    <Table.Tr>
      <Table.Td fw={600}>{file.name}</Table.Td>
      <Table.Td>{t(`joins.role.${file.role}`)}</Table.Td>
      <Table.Td>{file.source === undefined ? null : readAs(file.source)}</Table.Td>
      <Table.Td className="app-number">{countText(file.rows)}</Table.Td>
      <Table.Td>{step?.keys.join(' + ')}</Table.Td>
      <Table.Td className="app-number">{step === undefined ? null : <Matched step={step} />}</Table.Td>
      <Table.Td className="app-number">{step?.kind === 'side' ? countText(step.duplicates) : null}</Table.Td>
      <Table.Td maw={220}>
        <Text size="xs" truncate title={renamedText(step, '\n')}>
          {renamedText(step, ', ')}
        </Text>
      </Table.Td>
    </Table.Tr>
  )
}

const renamedText = (step: JoinStep | undefined, between: string): string =>
  (step?.renamed ?? []).map(({ from, to }) => `${from} → ${to}`).join(between)

/** A share below one is marked: some rows stay without values, or some events without their row. */
function Matched({ step: { matched, total } }: { readonly step: JoinStep }) {
  const { t } = useTranslation('data')
  const text = t('joins.matchedOf', { matched: countText(matched), total: countText(total) })
  if (matched === total) return text
  return (
    <Text span size="sm" c="var(--app-orange)" fw={600}>
      ▲ {text}
    </Text>
  )
}
