import { Notifications as Stack } from '@mantine/notifications'

/** Where messages appear. */
export const Notifications = () => <Stack position="bottom-right" limit={3} />
