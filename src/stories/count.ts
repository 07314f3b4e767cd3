/** How many claims there are, for those who do not fetch them. */
export const STORY_COUNT = 29
