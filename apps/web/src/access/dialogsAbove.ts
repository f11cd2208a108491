/** The layer above every other dialog and above the messages. */
export const dialogsAbove = 500
