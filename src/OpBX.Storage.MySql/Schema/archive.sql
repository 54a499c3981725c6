-- The archive tables for a schema or server of their own: no foreign keys, since the organizations are elsewhere.

-- opbx: unless table call_logs_archive
CREATE TABLE call_logs_archive (
    id BIGINT UNSIGNED NOT NULL,
    organization_id BIGINT UNSIGNED NOT NULL,
    session VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    from_number VARCHAR(20) NULL,
    to_number VARCHAR(20) NULL,
    created_at DATETIME(3) NOT NULL,
    archived_at DATETIME(3) NOT NULL,
    payload MEDIUMBLOB NOT NULL,
    PRIMARY KEY (id),
    KEY call_logs_archive_session_index (organization_id, session),
    KEY call_logs_archive_created_at_index (organization_id, created_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- opbx: unless table call_detail_records_archive
CREATE TABLE call_detail_records_archive (
    id BIGINT UNSIGNED NOT NULL,
    organization_id BIGINT UNSIGNED NOT NULL,
    session VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    from_number VARCHAR(20) NULL,
    to_number VARCHAR(20) NULL,
    created_at DATETIME(3) NOT NULL,
    archived_at DATETIME(3) NOT NULL,
    payload MEDIUMBLOB NOT NULL,
    PRIMARY KEY (id),
    KEY call_detail_records_archive_session_index (organization_id, session),
    KEY call_detail_records_archive_created_at_index (organization_id, created_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- opbx: unless table session_updates_archive
CREATE TABLE session_updates_archive (
    id BIGINT UNSIGNED NOT NULL,
    organization_id BIGINT UNSIGNED NOT NULL,
    session VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    from_number VARCHAR(20) NULL,
    to_number VARCHAR(20) NULL,
    created_at DATETIME(3) NOT NULL,
    archived_at DATETIME(3) NOT NULL,
    payload MEDIUMBLOB NOT NULL,
    PRIMARY KEY (id),
    KEY session_updates_archive_session_index (organization_id, session),
    KEY session_updates_archive_created_at_index (organization_id, created_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- opbx: unless table recordings_archive
CREATE TABLE recordings_archive (
    id BIGINT UNSIGNED NOT NULL,
    organization_id BIGINT UNSIGNED NOT NULL,
    session VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    from_number VARCHAR(20) NULL,
    to_number VARCHAR(20) NULL,
    created_at DATETIME(3) NOT NULL,
    archived_at DATETIME(3) NOT NULL,
    payload MEDIUMBLOB NOT NULL,
    PRIMARY KEY (id),
    KEY recordings_archive_session_index (organization_id, session),
    KEY recordings_archive_created_at_index (organization_id, created_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
