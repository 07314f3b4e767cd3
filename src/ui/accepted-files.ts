/** Names of files that can be imported, as a file field's `accept` lists them. */
export const ACCEPTED_FILES = '.csv,.dat,.gz,.parquet,.tsv,.txt,.zip,text/csv'
