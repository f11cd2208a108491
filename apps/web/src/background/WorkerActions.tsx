import { ActionIcon, Menu } from '@mantine/core'
import { workers as operations, type Worker } from '@reeve/contract/background/workers'
import { IconDots } from '@tabler/icons-react'
import { confirm } from '../kit/feedback/confirm.tsx'
import { useCounted } from '../kit/feedback/useCounted.ts'

/** Drains, resumes or stops one worker. */
export const WorkerActions = ({ worker }: { worker: Worker }) => {
  const act = useCounted()
  const { id, worker_id, wanted } = worker
  const stop = () =>
    confirm({
      title: `Stop ${worker_id}?`,
      text: 'Running jobs get a few seconds to finish. Unfinished jobs run again on another worker.',
      verb: 'Stop worker',
      danger: true,
      act: () => act(operations.stop, { id }, 'Worker stop signal sent.'),
    })
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <ActionIcon variant="default" aria-label={`Actions on ${worker_id}`}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {wanted === 'drain' ? (
          <Menu.Item onClick={() => void act(operations.resume, { id }, 'The worker takes jobs again.')}>Resume</Menu.Item>
        ) : (
          <Menu.Item onClick={() => void act(operations.drain, { id }, 'The worker finishes its jobs and takes no new ones.')}>
            Drain
          </Menu.Item>
        )}
        <Menu.Item color="var(--wrong)" onClick={stop}>
          Stop
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
