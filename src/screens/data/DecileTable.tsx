import { Paper, Table, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Prepared } from '../../run/report.ts'

/** How uneven activity is: users and train rows of each decile. */
export function DecileTable({ prepared }: { readonly prepared: Prepared }) {
  const { t } = useTranslation('data')
  const most = Math.max(1, ...prepared.deciles.map(({ users }) => users))
  return (
    <Paper p="md" radius="md">
      <Title order={2} mb={4}>
        {t('deciles.title')}
      </Title>
      <Text size="xs" c="dimmed" mb="xs">
        {t('deciles.text')}
      </Text>
      <Table verticalSpacing={3}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('deciles.decile')}</Table.Th>
            <Table.Th className="app-number">{t('deciles.rows')}</Table.Th>
            <Table.Th className="app-number">{t('deciles.users')}</Table.Th>
            <Table.Td w={180} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {prepared.deciles.map(({ users, min, max }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: deciles are their position
            <Table.Tr key={i}>
              <Table.Td>D{i + 1}</Table.Td>
              <Table.Td className="app-number">
                {users === 0 ? t('deciles.merged') : min === max ? min : `${min}–${max}`}
              </Table.Td>
              <Table.Td className="app-number">{users.toLocaleString('en')}</Table.Td>
              <Table.Td>
                <div
                  aria-hidden="true"
                  className="data-meter"
                  style={{ width: `${(100 * users) / most}%` }}
                />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  )
}
