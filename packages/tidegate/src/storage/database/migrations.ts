/** The schema's history: never change one that was released, add another. The place in the list is the version. */
export const migrations: readonly { readonly version: number; readonly sql: readonly string[] }[] = [
  {
    version: 1,
    sql: [
      `CREATE TABLE ledger (
        -- Order of first sight; processing a document again keeps it.
        sequence BIGINT NOT NULL,
        document_key VARCHAR NOT NULL,
        session_id VARCHAR NOT NULL,
        processed_at TIMESTAMP NOT NULL,
        duration_ms DOUBLE NOT NULL,
        file VARCHAR NOT NULL,
        position INTEGER NOT NULL,
        type VARCHAR NOT NULL,
        number VARCHAR,
        number_key VARCHAR,
        vendor_key VARCHAR,
        name_key VARCHAR,
        vendor_name VARCHAR,
        issue_date DATE,
        currency VARCHAR,
        -- As written in the document, and as a number where it is one under 10^14. Reading text as a decimal of more than
        -- 18 digits takes ten times as long, 5 µs, and would be half of all that remembering a document costs.
        payable VARCHAR,
        payable_amount DECIMAL(18, 4),
        base_amount DECIMAL(18, 4),
        -- Hashes of what a document is found by, 0 for none: the index in memory is built of them.
        document_hash INTEGER NOT NULL,
        number_hash INTEGER NOT NULL,
        vendor_hash INTEGER NOT NULL,
        name_hash INTEGER NOT NULL,
        kind_hash INTEGER NOT NULL,
        -- Where the document is in the document log, from which single documents are read faster.
        log_offset BIGINT,
        accounts VARCHAR[] NOT NULL,
        country VARCHAR,
        vat_status VARCHAR,
        risk_points INTEGER NOT NULL,
        risk_level VARCHAR NOT NULL,
        route VARCHAR NOT NULL,
        degraded BOOLEAN NOT NULL,
        failed BOOLEAN NOT NULL,
        cost_usd DECIMAL(18, 8) NOT NULL,
        saved_usd DECIMAL(18, 8) NOT NULL,
        cache_hits INTEGER NOT NULL,
        -- What was known of the vendor at first sight, as JSON.
        recalled_vendor VARCHAR
      )`,
      `CREATE TABLE sessions (
        id VARCHAR PRIMARY KEY,
        started_at TIMESTAMP NOT NULL,
        finished_at TIMESTAMP,
        arguments VARCHAR NOT NULL,
        base_currency VARCHAR NOT NULL,
        documents INTEGER,
        failed INTEGER,
        -- What the session did, as it stood at its end; later sessions take over the rows of documents they process.
        summary VARCHAR
      )`,
      `CREATE TABLE cache (
        name VARCHAR NOT NULL,
        key VARCHAR NOT NULL,
        stored_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        value VARCHAR NOT NULL
      )`,
      `CREATE TABLE rate_publications (
        source VARCHAR NOT NULL,
        base VARCHAR NOT NULL,
        date VARCHAR NOT NULL,
        fetched_at BIGINT NOT NULL,
        -- {"USD":"1.0945",..}: every rate exactly as published.
        rates VARCHAR NOT NULL
      )`,
    ],
  },
];
