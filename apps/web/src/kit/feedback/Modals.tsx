import { ModalsProvider } from '@mantine/modals'

/** Where dialogs appear that `openDialog` opens. */
export const Modals = () => <ModalsProvider>{null}</ModalsProvider>
