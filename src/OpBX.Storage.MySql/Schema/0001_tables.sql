-- The documented tables, as the schema document writes them, with OpBX's additions at their ends. A table that exists
-- already is left to the files that follow.

-- opbx: unless table organizations
CREATE TABLE organizations (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    name VARCHAR(255) NOT NULL,
    slug VARCHAR(255) NOT NULL,
    status ENUM('active','suspended','deleted') NOT NULL,
    timezone VARCHAR(50) NOT NULL DEFAULT 'UTC',
    settings JSON NULL,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
    deleted_at TIMESTAMP NULL,
    PRIMARY KEY (id),
    UNIQUE KEY organizations_slug_unique (slug),
    KEY organizations_status_index (status),
    KEY organizations_created_at_index (created_at),
    FULLTEXT KEY opbx_organizations_fulltext (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- opbx: unless table users
CREATE TABLE users (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    organization_id BIGINT UNSIGNED NOT NULL,
    name VARCHAR(255) NOT NULL,
    email VARCHAR(255) NOT NULL,
    email_verified_at TIMESTAMP NULL,
    password VARCHAR(255) NOT NULL,
    role ENUM('owner','pbx_admin','pbx_user','reporter') NOT NULL,
    status ENUM('active','inactive','suspended') NOT NULL,
    phone VARCHAR(20) NULL,
    street_address VARCHAR(255) NULL,
    city VARCHAR(100) NULL,
    state_province VARCHAR(100) NULL,
    postal_code VARCHAR(20) NULL,
    country VARCHAR(2) NULL,
    remember_token VARCHAR(100) NULL,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
    PRIMARY KEY (id),
    UNIQUE KEY users_email_unique (email),
    KEY users_organization_id_status_index (organization_id, status),
    FULLTEXT KEY opbx_users_fulltext (name, phone),
    CONSTRAINT users_organization_id_foreign FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- opbx: unless table extensions
CREATE TABLE extensions (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    organization_id BIGINT UNSIGNED NOT NULL,
    user_id BIGINT UNSIGNED NULL,
    extension_number VARCHAR(5) NOT NULL,
    type ENUM('user','conference','ring_group','ivr','ai_assistant','custom_logic','forward') NOT NULL,
    status ENUM('active','inactive') NOT NULL,
    voicemail_enabled BOOLEAN NOT NULL DEFAULT FALSE,
    password VARCHAR(255) NOT NULL,
    cloudonix_subscriber_id VARCHAR(50) NULL,
    cloudonix_uuid VARCHAR(50) NULL,
    cloudonix_synced BOOLEAN NOT NULL DEFAULT FALSE,
    configuration JSON NULL,
    service_url VARCHAR(500) NULL,
    service_token VARCHAR(255) NULL,
    service_params JSON NULL,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
    PRIMARY KEY (id),
    UNIQUE KEY extensions_organization_id_extension_number_unique (organization_id, extension_number),
    KEY extensions_organization_id_status_index (organization_id, status),
    KEY extensions_organization_id_type_index (organization_id, type),
    KEY extensions_user_id_index (user_id),
    CONSTRAINT extensions_organization_id_foreign FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT extensions_user_id_foreign FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- opbx: unless table did_numbers
CREATE TABLE did_numbers (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    organization_id BIGINT UNSIGNED NOT NULL,
    phone_number VARCHAR(20) NOT NULL,
    friendly_name VARCHAR(100) NULL,
    routing_type ENUM('extension','ring_group','business_hours','ivr','voicemail') NOT NULL,
    routing_config JSON NULL,
    status ENUM('active','inactive') NOT NULL,
    cloudonix_config JSON NULL,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
    PRIMARY KEY (id),
    UNIQUE KEY did_numbers_phone_number_unique (phone_number),
    KEY did_numbers_organization_id_status_index (organization_id, status),
    FULLTEXT KEY opbx_did_numbers_fulltext (phone_number, friendly_name),
    CONSTRAINT did_numbers_organization_id_foreign FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- opbx: unless table ring_groups
CREATE TABLE ring_groups (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    organization_id BIGINT UNSIGNED NOT NULL,
    name VARCHAR(100) NOT NULL,
    description TEXT NULL,
    strategy ENUM('simultaneous','round_robin','sequential') NOT NULL,
    timeout INTEGER UNSIGNED NOT NULL DEFAULT 30,
    ring_turns INTEGER UNSIGNED NOT NULL DEFAULT 1,
    fallback_action ENUM('extension','hangup') NOT NULL,
    fallback_extension_id BIGINT UNSIGNED NULL,
    status ENUM('active','inactive') NOT NULL,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
    PRIMARY KEY (id),
    UNIQUE KEY ring_groups_organization_id_name_unique (organization_id, name),
    KEY ring_groups_organization_id_status_index (organization_id, status),
    KEY ring_groups_fallback_extension_id_index (fallback_extension_id),
    FULLTEXT KEY opbx_ring_groups_fulltext (name, description),
    CONSTRAINT ring_groups_organization_id_foreign FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT ring_groups_fallback_extension_id_foreign FOREIGN KEY (fallback_extension_id) REFERENCES extensions (id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- opbx: unless table ring_group_members
CREATE TABLE ring_group_members (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    ring_group_id BIGINT UNSIGNED NOT NULL,
    extension_id BIGINT UNSIGNED NOT NULL,
    priority INTEGER UNSIGNED NOT NULL DEFAULT 1,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
    PRIMARY KEY (id),
    UNIQUE KEY ring_group_members_ring_group_id_extension_id_unique (ring_group_id, extension_id),
    KEY ring_group_members_ring_group_id_index (ring_group_id),
    KEY ring_group_members_extension_id_index (extension_id),
    CONSTRAINT ring_group_members_ring_group_id_foreign FOREIGN KEY (ring_group_id) REFERENCES ring_groups (id) ON DELETE CASCADE,
    CONSTRAINT ring_group_members_extension_id_foreign FOREIGN KEY (extension_id) REFERENCES extensions (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- opbx: unless table call_logs
CREATE TABLE call_logs (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    organization_id BIGINT UNSIGNED NOT NULL,
    call_id VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    direction ENUM('inbound','outbound') NOT NULL,
    from_number VARCHAR(20) NOT NULL,
    to_number VARCHAR(20) NOT NULL,
    did_id BIGINT UNSIGNED NULL,
    extension_id BIGINT UNSIGNED NULL,
    ring_group_id BIGINT UNSIGNED NULL,
    status ENUM('initiated','ringing','answered','completed','busy','no_answer','failed') NOT NULL,
    initiated_at TIMESTAMP NULL,
    answered_at TIMESTAMP NULL,
    ended_at TIMESTAMP NULL,
    duration INTEGER UNSIGNED NULL,
    recording_url VARCHAR(500) NULL,
    cloudonix_cdr JSON NULL,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
    evidence JSON NULL,
    PRIMARY KEY (id),
    UNIQUE KEY call_logs_call_id_unique (call_id),
    KEY call_logs_organization_id_created_at_index (organization_id, created_at),
    KEY call_logs_from_number_created_at_index (from_number, created_at),
    KEY call_logs_to_number_created_at_index (to_number, created_at),
    KEY call_logs_status_index (status),
    KEY call_logs_organization_id_status_index (organization_id, status),
    KEY call_logs_did_id_index (did_id),
    KEY call_logs_extension_id_index (extension_id),
    KEY call_logs_ring_group_id_index (ring_group_id),
    CONSTRAINT call_logs_organization_id_foreign FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT call_logs_did_id_foreign FOREIGN KEY (did_id) REFERENCES did_numbers (id) ON DELETE SET NULL,
    CONSTRAINT call_logs_extension_id_foreign FOREIGN KEY (extension_id) REFERENCES extensions (id) ON DELETE SET NULL,
    CONSTRAINT call_logs_ring_group_id_foreign FOREIGN KEY (ring_group_id) REFERENCES ring_groups (id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- opbx: unless table call_detail_records
CREATE TABLE call_detail_records (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    organization_id BIGINT UNSIGNED NOT NULL,
    call_id VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    session_id VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    direction ENUM('inbound','outbound') NOT NULL,
    from_number VARCHAR(20) NOT NULL,
    to_number VARCHAR(20) NOT NULL,
    disposition ENUM('ANSWERED','BUSY','NO_ANSWER','FAILED') NOT NULL,
    duration INTEGER UNSIGNED NULL,
    billsec INTEGER UNSIGNED NULL,
    initiated_at TIMESTAMP NULL,
    answered_at TIMESTAMP NULL,
    ended_at TIMESTAMP NULL,
    recording_url VARCHAR(500) NULL,
    cost DECIMAL(10,6) NULL,
    cloudonix_data JSON NULL,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    record_key BINARY(32) NULL,
    raw_disposition VARCHAR(50) NULL,
    initiated_at_exact DATETIME(3) NULL,
    answered_at_exact DATETIME(3) NULL,
    ended_at_exact DATETIME(3) NULL,
    PRIMARY KEY (id),
    KEY call_detail_records_call_id_index (call_id),
    KEY call_detail_records_session_id_index (session_id),
    KEY call_detail_records_organization_id_created_at_index (organization_id, created_at),
    UNIQUE KEY opbx_call_detail_records_record_key (record_key),
    CONSTRAINT call_detail_records_organization_id_foreign FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- opbx: unless table business_hours_schedules
CREATE TABLE business_hours_schedules (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    organization_id BIGINT UNSIGNED NOT NULL,
    name VARCHAR(100) NOT NULL,
    description TEXT NULL,
    timezone VARCHAR(50) NOT NULL,
    is_default BOOLEAN NOT NULL DEFAULT FALSE,
    status ENUM('active','inactive') NOT NULL,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
    override_state ENUM('open','closed') NULL,
    override_until DATETIME(3) NULL,
    override_since DATETIME(3) NULL,
    override_set_at TIMESTAMP(3) NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
    PRIMARY KEY (id),
    KEY business_hours_schedules_organization_id_status_index (organization_id, status),
    FULLTEXT KEY opbx_business_hours_schedules_fulltext (name, description),
    CONSTRAINT business_hours_schedules_organization_id_foreign FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- opbx: unless table business_hours_rules
CREATE TABLE business_hours_rules (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    schedule_id BIGINT UNSIGNED NOT NULL,
    day_of_week ENUM('monday','tuesday','wednesday','thursday','friday','saturday','sunday') NOT NULL,
    start_time TIME NOT NULL,
    end_time TIME NOT NULL,
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY (id),
    KEY business_hours_rules_schedule_id_index (schedule_id),
    CONSTRAINT business_hours_rules_schedule_id_foreign FOREIGN KEY (schedule_id) REFERENCES business_hours_schedules (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- opbx: unless table business_hours_destinations
CREATE TABLE business_hours_destinations (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    schedule_id BIGINT UNSIGNED NOT NULL,
    type ENUM('business_hours','after_hours','holiday') NOT NULL,
    destination_type ENUM('extension','ring_group','ivr','voicemail') NOT NULL,
    destination_id BIGINT UNSIGNED NULL,
    priority INTEGER UNSIGNED NOT NULL DEFAULT 1,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY (id),
    KEY business_hours_destinations_schedule_id_index (schedule_id),
    CONSTRAINT business_hours_destinations_schedule_id_foreign FOREIGN KEY (schedule_id) REFERENCES business_hours_schedules (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- opbx: unless table ivr_menus
CREATE TABLE ivr_menus (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    organization_id BIGINT UNSIGNED NOT NULL,
    name VARCHAR(100) NOT NULL,
    description TEXT NULL,
    greeting_message TEXT NULL,
    tts_voice VARCHAR(50) NULL,
    timeout INTEGER UNSIGNED NOT NULL DEFAULT 5,
    max_attempts INTEGER UNSIGNED NOT NULL DEFAULT 3,
    status ENUM('active','inactive') NOT NULL,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
    settings JSON NULL,
    failover_type VARCHAR(50) NULL,
    failover_id BIGINT UNSIGNED NULL,
    PRIMARY KEY (id),
    KEY ivr_menus_organization_id_status_index (organization_id, status),
    FULLTEXT KEY opbx_ivr_menus_fulltext (name, description),
    CONSTRAINT ivr_menus_organization_id_foreign FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- opbx: unless table ivr_menu_options
CREATE TABLE ivr_menu_options (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    ivr_menu_id BIGINT UNSIGNED NOT NULL,
    digit CHAR(1) NOT NULL,
    description VARCHAR(255) NOT NULL,
    destination_type ENUM('extension','ring_group','submenu','external_number') NOT NULL,
    destination_id BIGINT UNSIGNED NULL,
    external_number VARCHAR(20) NULL,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY (id),
    KEY ivr_menu_options_ivr_menu_id_index (ivr_menu_id),
    CONSTRAINT ivr_menu_options_ivr_menu_id_foreign FOREIGN KEY (ivr_menu_id) REFERENCES ivr_menus (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- opbx: unless table conference_rooms
CREATE TABLE conference_rooms (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    organization_id BIGINT UNSIGNED NOT NULL,
    extension_id BIGINT UNSIGNED NOT NULL,
    name VARCHAR(100) NOT NULL,
    description TEXT NULL,
    max_participants INTEGER UNSIGNED NOT NULL DEFAULT 10,
    start_conference_on_enter BOOLEAN NOT NULL DEFAULT TRUE,
    end_conference_on_exit BOOLEAN NOT NULL DEFAULT FALSE,
    mute_on_entry BOOLEAN NOT NULL DEFAULT FALSE,
    announce_join_leave BOOLEAN NOT NULL DEFAULT FALSE,
    status ENUM('active','inactive') NOT NULL,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
    pin VARCHAR(32) NULL,
    PRIMARY KEY (id),
    KEY conference_rooms_organization_id_status_index (organization_id, status),
    KEY conference_rooms_extension_id_index (extension_id),
    FULLTEXT KEY opbx_conference_rooms_fulltext (name, description),
    CONSTRAINT conference_rooms_organization_id_foreign FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT conference_rooms_extension_id_foreign FOREIGN KEY (extension_id) REFERENCES extensions (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- opbx: unless table cloudonix_settings
CREATE TABLE cloudonix_settings (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    organization_id BIGINT UNSIGNED NOT NULL,
    domain_name VARCHAR(255) NOT NULL,
    domain_uuid VARCHAR(50) NULL,
    domain_api_key VARCHAR(255) NOT NULL,
    domain_requests_api_key VARCHAR(255) NOT NULL,
    application_id VARCHAR(50) NULL,
    application_uuid VARCHAR(50) NULL,
    settings JSON NULL,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
    requests_key_hash BINARY(32) AS (UNHEX(SHA2(CONVERT(domain_requests_api_key USING utf8mb4), 256))) VIRTUAL,
    previous_key_hash VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin AS (LOWER(LEFT(JSON_UNQUOTE(JSON_EXTRACT(settings, '$.previous_key_hash')), 64))) VIRTUAL,
    PRIMARY KEY (id),
    UNIQUE KEY cloudonix_settings_organization_id_unique (organization_id),
    KEY opbx_cloudonix_settings_requests_key_hash (requests_key_hash),
    KEY opbx_cloudonix_settings_previous_key_hash (previous_key_hash),
    KEY opbx_cloudonix_settings_domain_name (domain_name),
    KEY opbx_cloudonix_settings_domain_uuid (domain_uuid),
    CONSTRAINT cloudonix_settings_organization_id_foreign FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- opbx: unless table outbound_whitelists
CREATE TABLE outbound_whitelists (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    organization_id BIGINT UNSIGNED NOT NULL,
    name VARCHAR(100) NOT NULL,
    pattern_type ENUM('prefix','exact','regex') NOT NULL,
    pattern VARCHAR(50) NOT NULL,
    description TEXT NULL,
    is_allowed BOOLEAN NOT NULL DEFAULT TRUE,
    priority INTEGER UNSIGNED NOT NULL DEFAULT 1,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    trunk VARCHAR(255) NULL,
    PRIMARY KEY (id),
    KEY outbound_whitelists_organization_id_index (organization_id),
    FULLTEXT KEY opbx_outbound_whitelists_fulltext (name, description),
    CONSTRAINT outbound_whitelists_organization_id_foreign FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- opbx: unless table recordings
CREATE TABLE recordings (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    organization_id BIGINT UNSIGNED NOT NULL,
    call_id VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    filename VARCHAR(255) NOT NULL,
    original_filename VARCHAR(255) NOT NULL,
    file_path VARCHAR(500) NOT NULL,
    file_size BIGINT UNSIGNED NOT NULL,
    duration INTEGER UNSIGNED NULL,
    mime_type VARCHAR(100) NOT NULL,
    status ENUM('processing','completed','failed') NOT NULL,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
    kind ENUM('voicemail','call','conference') NULL,
    extension_id BIGINT UNSIGNED NULL,
    caller VARCHAR(20) NULL,
    source_url VARCHAR(2000) NULL,
    heard_at DATETIME(3) NULL,
    PRIMARY KEY (id),
    KEY recordings_call_id_index (call_id),
    KEY recordings_organization_id_status_index (organization_id, status),
    KEY recordings_organization_id_created_at_index (organization_id, created_at),
    KEY opbx_recordings_extension_id (extension_id),
    KEY opbx_recordings_mailbox (organization_id, extension_id, kind, id),
    CONSTRAINT recordings_organization_id_foreign FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT opbx_recordings_extension_id_foreign FOREIGN KEY (extension_id) REFERENCES extensions (id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- opbx: unless table session_updates
CREATE TABLE session_updates (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    organization_id BIGINT UNSIGNED NOT NULL,
    session_id VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    call_id VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    event_id VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    status VARCHAR(50) NOT NULL,
    from_number VARCHAR(20) NOT NULL,
    to_number VARCHAR(20) NOT NULL,
    data JSON NOT NULL,
    processed_at TIMESTAMP NULL,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    event_at DATETIME(3) NULL,
    event_key BINARY(32) NULL,
    PRIMARY KEY (id),
    KEY session_updates_session_id_index (session_id),
    KEY session_updates_call_id_index (call_id),
    KEY session_updates_organization_id_status_index (organization_id, status),
    KEY session_updates_organization_id_created_at_index (organization_id, created_at),
    UNIQUE KEY opbx_session_updates_event_key (event_key),
    CONSTRAINT session_updates_organization_id_foreign FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
