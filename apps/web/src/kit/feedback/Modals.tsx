import { ModalsProvider } from '@mantine/modals'
import { useEffect } from 'react'
import { dialogsMounted } from './openDialog.ts'

/** Where dialogs appear that `openDialog` opens. */
export const Modals = () => {
  useEffect(dialogsMounted, [])
  return <ModalsProvider>{null}</ModalsProvider>
}
