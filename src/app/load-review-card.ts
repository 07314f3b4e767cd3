/** Fetches the card on which a link is reviewed; what is fetched once is there. */
export const loadReviewCard = async () => ({
  default: (await import('../screens/share/ReviewCard.tsx')).ReviewCard,
})
