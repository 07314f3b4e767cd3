import type { Feature } from '../schema.ts'
import { above, features, type Headless, type Template, USUAL_SHARES } from './template.ts'

const RATING = ['userId', 'movieId', 'rating', 'timestamp']
const MOVIE = ['movieId', 'title', 'genres']
const TAG = ['userId', 'movieId', 'tag', 'timestamp']

/** The .dat form separates cells by two colons and has no header. */
const dat = (
  name: RegExp,
  columns: readonly string[],
  encoding: Headless['encoding'] = 'utf-8',
): Headless => ({ name, columns, delimiter: '::', encoding })
const trait = (column: string): Feature => ({ column, source: 'user', roles: ['unbiased'] })

/**
 * MovieLens (Harper and Konstan 2015): ratings, users and movies of the 1M and 10M releases in .dat files, and ratings,
 * movies and tags of the later ones in CSV. Columns are those of the README files that GroupLens ships with ml-1m and with
 * the CSV releases; the .dat files get the names of the CSV ones.
 */
export const movielens: Template = {
  id: 'movielens',
  files: [
    {
      id: 'ratings',
      columns: RATING,
      headless: dat(/^ratings\.dat(\.gz)?$/i, RATING),
      use: { kind: 'log' },
    },
    {
      id: 'users',
      columns: ['userId', 'gender', 'age', 'occupation'],
      headless: dat(/^users\.dat(\.gz)?$/i, ['userId', 'gender', 'age', 'occupation', 'zipCode']),
      levels: ['occupation'],
      use: { kind: 'side', keys: ['userId'] },
    },
    {
      id: 'movies',
      columns: MOVIE,
      // Titles of the 1M release are in letters of one byte, those of the 10M release in UTF-8.
      headless: dat(/^movies\.dat(\.gz)?$/i, MOVIE, 'windows-1252'),
      use: { kind: 'side', keys: ['movieId'] },
    },
    {
      id: 'tags',
      columns: TAG,
      headless: dat(/^tags\.dat(\.gz)?$/i, TAG, 'windows-1252'),
      use: { kind: 'leftOut' },
    },
    { id: 'links', columns: ['movieId', 'imdbId', 'tmdbId'], use: { kind: 'leftOut' } },
  ],
  user: 'userId',
  item: 'movieId',
  time: 'timestamp',
  scene: null,
  request: null,
  tasks: [above('rating', 3.5, null), above('rating', 4.5, 'rating>3.5')],
  features: [trait('gender'), trait('age'), trait('occupation'), ...features('item', ['genres'])],
  derived: [],
  filters: [],
  split: { kind: 'time', column: 'timestamp', ...USUAL_SHARES },
  source: {
    title: 'Harper and Konstan: The MovieLens Datasets: History and Context. ACM TiiS 5(4), 2015',
    address: 'https://doi.org/10.1145/2827872',
    licence: 'GroupLens, research use',
  },
  meanings: ['rating', 'sessions', 'tags'],
}
