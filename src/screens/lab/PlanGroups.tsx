import { ActionIcon, Button, Group, Text, Tooltip } from '@mantine/core'
import { Crown, Eye, EyeOff, Plus, Trash2 } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { GroupName } from '../../charts/GroupName.tsx'
import { useActions, useWorkbench } from '../../store/hooks.ts'
import { isPlanned } from '../../store/plans.ts'
import type { NamedGroup } from '../compare/view.ts'

/** The groups of the plan, the baseline first, and the button that makes the draft one of them. */
export function PlanGroups({ groups }: { readonly groups: readonly NamedGroup[] }) {
  const { t } = useTranslation('lab')
  const plan = useWorkbench((state) => state.plan)
  const draft = useWorkbench((state) => state.draft)
  const follows = useWorkbench((state) => state.follows)
  const { addGroup } = useActions()
  const isIn = useMemo(() => isPlanned(plan, draft), [plan, draft])
  return (
    <div>
      <div className="lab-groups">
        {groups.map((group, i) => (
          <GroupRow key={group.id} group={group} isBaseline={i === 0} isOnly={groups.length === 1} />
        ))}
      </div>
      <Button
        size="compact-xs"
        variant="subtle"
        fw={500}
        mt={4}
        leftSection={<Plus size={13} aria-hidden="true" />}
        onClick={addGroup}
        disabled={isIn && follows === null}
      >
        {t(isIn ? (follows === null ? 'plan.isIn' : 'plan.keep') : 'plan.add')}
      </Button>
    </div>
  )
}

interface GroupRowProps {
  readonly group: NamedGroup
  readonly isBaseline: boolean
  readonly isOnly: boolean
}

function GroupRow({ group, isBaseline, isOnly }: GroupRowProps) {
  const { t } = useTranslation('lab')
  const isHidden = useWorkbench((state) => state.hiddenGroups.has(group.id))
  const { removeGroup, hideGroup, setBaseline } = useActions()
  const button = (key: string, Icon: typeof Eye, onClick: () => void, disabled = false) => (
    <Tooltip label={t(key, { group: group.name })}>
      <ActionIcon
        size={24}
        variant="subtle"
        color="gray"
        disabled={disabled}
        style={disabled ? { background: 'none' } : {}}
        onClick={onClick}
        aria-label={t(key, { group: group.name })}
      >
        <Icon size={14} aria-hidden="true" />
      </ActionIcon>
    </Tooltip>
  )
  return (
    <div className="lab-group">
      <Text
        size="sm"
        component="div"
        truncate
        title={group.name}
        style={{ minWidth: 0, opacity: isHidden ? 0.5 : 1 }}
        fw={isBaseline ? 600 : 400}
      >
        <GroupName name={group.name} style={group.style} />
      </Text>
      <Group gap={0} wrap="nowrap">
        {isBaseline ? (
          <Text size="xs" c="dimmed" mr={4}>
            {t('plan.baseline')}
          </Text>
        ) : null}
        {isBaseline ? null : button('plan.makeBaseline', Crown, () => setBaseline(group.id))}
        {isHidden
          ? button('plan.show', EyeOff, () => hideGroup(group.id, false))
          : button('plan.hide', Eye, () => hideGroup(group.id, true))}
        {button('plan.remove', Trash2, () => removeGroup(group.id), isOnly)}
      </Group>
    </div>
  )
}
