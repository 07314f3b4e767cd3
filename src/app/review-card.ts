import { apart } from '../ui/apart.tsx'

/** The card on which an opened link is reviewed. */
export const ReviewCard = apart(async () => (await import('../screens/share/ReviewCard.tsx')).ReviewCard)
