/** How the button of the backend looks, whatever it says. */
export const BADGE = { size: 'compact-sm', h: 28, variant: 'default', fw: 500 } as const
