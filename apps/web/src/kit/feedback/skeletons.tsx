import { Skeleton, Stack } from '@mantine/core'
import classes from './feedback.module.css'

const some = (count: number) => Array.from({ length: count }, (_, index) => index)

/** Rows to come. */
export const TableSkeleton = ({ rows = 12 }: { rows?: number }) => (
  <div role="status" aria-label="Loading">
    {some(rows).map((row) => (
      <div key={row} className={classes.skeletonRow}>
        {[8, 28, 18, 14, 20].map((width) => (
          <Skeleton key={width} height={12} width={`${width}%`} animate={row < 1} />
        ))}
      </div>
    ))}
  </div>
)

/** Fields to come. */
export const FieldsSkeleton = ({ rows = 6 }: { rows?: number }) => (
  <Stack gap={20} role="status" aria-label="Loading">
    {some(rows).map((row) => (
      <Stack key={row} gap={8}>
        <Skeleton height={10} width={96} />
        <Skeleton height={14} width={`${70 - (row % 3) * 15}%`} />
      </Stack>
    ))}
  </Stack>
)
