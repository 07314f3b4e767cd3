import { Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { GroupName } from '../../charts/GroupName.tsx'
import type { Plan } from '../../experiment/plan.ts'
import { usePlanNames } from './use-plan-names.ts'

/** Groups and seeds of a link without results. */
export function GroupsTable({ plan }: { readonly plan: Plan }) {
  const { t } = useTranslation('share')
  const rows = usePlanNames(plan)
  return (
    <Table verticalSpacing={4}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('review.group')}</Table.Th>
          <Table.Th>{t('review.seeds')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map(({ group, name }, i) => (
          <Table.Tr key={group.id}>
            <Table.Td>
              <GroupName name={i === 0 ? t('review.baseline', { group: name }) : name} style={group.style} />
            </Table.Td>
            <Table.Td>{plan.seeds.join(', ')}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
