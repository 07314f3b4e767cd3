import { List, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Issue } from '../core/result.ts'
import { issueText } from '../i18n/i18n.ts'

/** Issues as a list: where, and what to do. Announced when they appear. */
export function Issues({ issues }: { readonly issues: readonly Issue[] }) {
  const { i18n } = useTranslation()
  return (
    <List
      size="sm"
      spacing={4}
      role="alert"
      listStyleType="none"
      styles={{ itemWrapper: { display: 'block' } }}
    >
      {issues.map((issue, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a list that is replaced as a whole, with equal issues possible
        <List.Item key={i} data-severity={issue.severity}>
          <Text span size="sm" fw={600}>
            {issue.path}
          </Text>{' '}
          {issueText(i18n, issue)}
        </List.Item>
      ))}
    </List>
  )
}
