-- What OpBX adds to the documented tables. Reasons: docs/schema.md.

-- opbx: unless table configuration_versions
CREATE TABLE configuration_versions (
    organization_id BIGINT UNSIGNED NOT NULL,
    version BIGINT UNSIGNED NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    PRIMARY KEY (organization_id),
    CONSTRAINT configuration_versions_organization_id_foreign FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- opbx: unless column business_hours_schedules.override_state
ALTER TABLE business_hours_schedules ADD COLUMN override_state ENUM('open','closed') NULL, ALGORITHM=INSTANT;

-- opbx: unless column business_hours_schedules.override_until
ALTER TABLE business_hours_schedules ADD COLUMN override_until DATETIME(3) NULL, ALGORITHM=INSTANT;

-- opbx: unless column business_hours_schedules.override_since
ALTER TABLE business_hours_schedules ADD COLUMN override_since DATETIME(3) NULL, ALGORITHM=INSTANT;

-- opbx: unless column business_hours_schedules.override_set_at
ALTER TABLE business_hours_schedules ADD COLUMN override_set_at TIMESTAMP(3) NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3), ALGORITHM=INSTANT;

-- opbx: unless table business_hours_exceptions
CREATE TABLE business_hours_exceptions (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    schedule_id BIGINT UNSIGNED NOT NULL,
    name VARCHAR(100) NOT NULL,
    start_date DATE NOT NULL,
    end_date DATE NOT NULL,
    is_yearly BOOLEAN NOT NULL DEFAULT FALSE,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY (id),
    KEY business_hours_exceptions_schedule_id_index (schedule_id),
    CONSTRAINT business_hours_exceptions_schedule_id_foreign FOREIGN KEY (schedule_id) REFERENCES business_hours_schedules (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- opbx: unless table business_hours_exception_ranges
CREATE TABLE business_hours_exception_ranges (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    exception_id BIGINT UNSIGNED NOT NULL,
    schedule_id BIGINT UNSIGNED NULL,
    start_time TIME NOT NULL,
    end_time TIME NOT NULL,
    PRIMARY KEY (id),
    KEY business_hours_exception_ranges_exception_id_index (exception_id),
    KEY business_hours_exception_ranges_schedule_id_index (schedule_id),
    CONSTRAINT business_hours_exception_ranges_schedule_id_foreign FOREIGN KEY (schedule_id) REFERENCES business_hours_schedules (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- opbx: unless column ivr_menus.settings
ALTER TABLE ivr_menus ADD COLUMN settings JSON NULL, ALGORITHM=INSTANT;

-- opbx: unless column ivr_menus.failover_type
ALTER TABLE ivr_menus ADD COLUMN failover_type VARCHAR(50) NULL, ALGORITHM=INSTANT;

-- opbx: unless column ivr_menus.failover_id
ALTER TABLE ivr_menus ADD COLUMN failover_id BIGINT UNSIGNED NULL, ALGORITHM=INSTANT;

-- opbx: unless column conference_rooms.pin
ALTER TABLE conference_rooms ADD COLUMN pin VARCHAR(32) NULL, ALGORITHM=INSTANT;

-- opbx: unless column outbound_whitelists.trunk
ALTER TABLE outbound_whitelists ADD COLUMN trunk VARCHAR(255) NULL, ALGORITHM=INSTANT;

-- opbx: unless column cloudonix_settings.requests_key_hash
ALTER TABLE cloudonix_settings ADD COLUMN requests_key_hash BINARY(32) AS (UNHEX(SHA2(CONVERT(domain_requests_api_key USING utf8mb4), 256))) VIRTUAL, ALGORITHM=INSTANT;

-- opbx: unless column cloudonix_settings.previous_key_hash
ALTER TABLE cloudonix_settings ADD COLUMN previous_key_hash VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin AS (LOWER(LEFT(JSON_UNQUOTE(JSON_EXTRACT(settings, '$.previous_key_hash')), 64))) VIRTUAL, ALGORITHM=INSTANT;

-- opbx: unless index cloudonix_settings (requests_key_hash)
ALTER TABLE cloudonix_settings ADD KEY opbx_cloudonix_settings_requests_key_hash (requests_key_hash), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index cloudonix_settings (previous_key_hash)
ALTER TABLE cloudonix_settings ADD KEY opbx_cloudonix_settings_previous_key_hash (previous_key_hash), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index cloudonix_settings (domain_name)
ALTER TABLE cloudonix_settings ADD KEY opbx_cloudonix_settings_domain_name (domain_name), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index cloudonix_settings (domain_uuid)
ALTER TABLE cloudonix_settings ADD KEY opbx_cloudonix_settings_domain_uuid (domain_uuid), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless column call_logs.evidence
ALTER TABLE call_logs ADD COLUMN evidence JSON NULL, ALGORITHM=INSTANT;

-- opbx: unless column call_detail_records.record_key
ALTER TABLE call_detail_records ADD COLUMN record_key BINARY(32) NULL, ALGORITHM=INSTANT;

-- opbx: unless column call_detail_records.raw_disposition
ALTER TABLE call_detail_records ADD COLUMN raw_disposition VARCHAR(50) NULL, ALGORITHM=INSTANT;

-- opbx: unless column call_detail_records.initiated_at_exact
ALTER TABLE call_detail_records ADD COLUMN initiated_at_exact DATETIME(3) NULL, ALGORITHM=INSTANT;

-- opbx: unless column call_detail_records.answered_at_exact
ALTER TABLE call_detail_records ADD COLUMN answered_at_exact DATETIME(3) NULL, ALGORITHM=INSTANT;

-- opbx: unless column call_detail_records.ended_at_exact
ALTER TABLE call_detail_records ADD COLUMN ended_at_exact DATETIME(3) NULL, ALGORITHM=INSTANT;

-- opbx: unless unique call_detail_records (record_key)
ALTER TABLE call_detail_records ADD UNIQUE KEY opbx_call_detail_records_record_key (record_key), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless table call_detail_record_texts
CREATE TABLE call_detail_record_texts (
    record_id BIGINT UNSIGNED NOT NULL,
    organization_id BIGINT UNSIGNED NOT NULL,
    text MEDIUMTEXT NOT NULL,
    PRIMARY KEY (record_id),
    FULLTEXT KEY call_detail_record_texts_text_fulltext (text),
    CONSTRAINT call_detail_record_texts_record_id_foreign FOREIGN KEY (record_id) REFERENCES call_detail_records (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- opbx: unless column session_updates.event_at
ALTER TABLE session_updates ADD COLUMN event_at DATETIME(3) NULL, ALGORITHM=INSTANT;

-- opbx: unless column session_updates.event_key
ALTER TABLE session_updates ADD COLUMN event_key BINARY(32) NULL, ALGORITHM=INSTANT;

-- opbx: unless unique session_updates (event_key)
ALTER TABLE session_updates ADD UNIQUE KEY opbx_session_updates_event_key (event_key), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless column recordings.kind
ALTER TABLE recordings ADD COLUMN kind ENUM('voicemail','call','conference') NULL, ALGORITHM=INSTANT;

-- opbx: unless column recordings.extension_id
ALTER TABLE recordings ADD COLUMN extension_id BIGINT UNSIGNED NULL, ALGORITHM=INSTANT;

-- opbx: unless column recordings.caller
ALTER TABLE recordings ADD COLUMN caller VARCHAR(20) NULL, ALGORITHM=INSTANT;

-- opbx: unless column recordings.source_url
ALTER TABLE recordings ADD COLUMN source_url VARCHAR(2000) NULL, ALGORITHM=INSTANT;

-- opbx: unless column recordings.heard_at
ALTER TABLE recordings ADD COLUMN heard_at DATETIME(3) NULL, ALGORITHM=INSTANT;

-- opbx: unless index recordings (extension_id)
ALTER TABLE recordings ADD KEY opbx_recordings_extension_id (extension_id), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index recordings (organization_id, extension_id, kind, id)
ALTER TABLE recordings ADD KEY opbx_recordings_mailbox (organization_id, extension_id, kind, id), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless foreign-key recordings (extension_id)
-- opbx: without-checks
ALTER TABLE recordings ADD CONSTRAINT opbx_recordings_extension_id_foreign FOREIGN KEY (extension_id) REFERENCES extensions (id) ON DELETE SET NULL, ALGORITHM=INPLACE;

-- opbx: unless table dead_letters
CREATE TABLE dead_letters (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    organization_id BIGINT UNSIGNED NULL,
    source VARCHAR(30) NOT NULL,
    code VARCHAR(50) NOT NULL,
    body MEDIUMBLOB NOT NULL,
    received_at DATETIME(3) NOT NULL,
    attempts INT UNSIGNED NOT NULL DEFAULT 0,
    last_attempt_at DATETIME(3) NULL,
    last_error VARCHAR(500) NULL,
    PRIMARY KEY (id),
    KEY dead_letters_organization_id_id_index (organization_id, id),
    KEY dead_letters_source_index (source, id),
    CONSTRAINT dead_letters_organization_id_foreign FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

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
    KEY call_logs_archive_created_at_index (organization_id, created_at),
    CONSTRAINT call_logs_archive_organization_id_foreign FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE
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
    KEY call_detail_records_archive_created_at_index (organization_id, created_at),
    CONSTRAINT call_detail_records_archive_organization_id_foreign FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE
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
    KEY session_updates_archive_created_at_index (organization_id, created_at),
    CONSTRAINT session_updates_archive_organization_id_foreign FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE
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
    KEY recordings_archive_created_at_index (organization_id, created_at),
    CONSTRAINT recordings_archive_organization_id_foreign FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
