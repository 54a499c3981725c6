-- Indexes of the documented tables that a database made without OpBX may lack. Unique ones are left to its owner.

-- opbx: unless index organizations (status)
ALTER TABLE organizations ADD KEY opbx_organizations_status (status), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index organizations (created_at)
ALTER TABLE organizations ADD KEY opbx_organizations_created_at (created_at), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index users (organization_id, status)
ALTER TABLE users ADD KEY opbx_users_organization_id_status (organization_id, status), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index extensions (organization_id, status)
ALTER TABLE extensions ADD KEY opbx_extensions_organization_id_status (organization_id, status), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index extensions (organization_id, type)
ALTER TABLE extensions ADD KEY opbx_extensions_organization_id_type (organization_id, type), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index extensions (user_id)
ALTER TABLE extensions ADD KEY opbx_extensions_user_id (user_id), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index did_numbers (organization_id, status)
ALTER TABLE did_numbers ADD KEY opbx_did_numbers_organization_id_status (organization_id, status), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index ring_groups (organization_id, status)
ALTER TABLE ring_groups ADD KEY opbx_ring_groups_organization_id_status (organization_id, status), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index ring_groups (fallback_extension_id)
ALTER TABLE ring_groups ADD KEY opbx_ring_groups_fallback_extension_id (fallback_extension_id), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index ring_group_members (ring_group_id)
ALTER TABLE ring_group_members ADD KEY opbx_ring_group_members_ring_group_id (ring_group_id), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index ring_group_members (extension_id)
ALTER TABLE ring_group_members ADD KEY opbx_ring_group_members_extension_id (extension_id), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index call_logs (organization_id, created_at)
ALTER TABLE call_logs ADD KEY opbx_call_logs_organization_id_created_at (organization_id, created_at), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index call_logs (from_number, created_at)
ALTER TABLE call_logs ADD KEY opbx_call_logs_from_number_created_at (from_number, created_at), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index call_logs (to_number, created_at)
ALTER TABLE call_logs ADD KEY opbx_call_logs_to_number_created_at (to_number, created_at), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index call_logs (status)
ALTER TABLE call_logs ADD KEY opbx_call_logs_status (status), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index call_logs (organization_id, status)
ALTER TABLE call_logs ADD KEY opbx_call_logs_organization_id_status (organization_id, status), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index call_logs (did_id)
ALTER TABLE call_logs ADD KEY opbx_call_logs_did_id (did_id), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index call_logs (extension_id)
ALTER TABLE call_logs ADD KEY opbx_call_logs_extension_id (extension_id), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index call_logs (ring_group_id)
ALTER TABLE call_logs ADD KEY opbx_call_logs_ring_group_id (ring_group_id), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index call_detail_records (call_id)
ALTER TABLE call_detail_records ADD KEY opbx_call_detail_records_call_id (call_id), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index call_detail_records (session_id)
ALTER TABLE call_detail_records ADD KEY opbx_call_detail_records_session_id (session_id), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index call_detail_records (organization_id, created_at)
ALTER TABLE call_detail_records ADD KEY opbx_call_detail_records_organization_id_created_at (organization_id, created_at), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index business_hours_schedules (organization_id, status)
ALTER TABLE business_hours_schedules ADD KEY opbx_business_hours_schedules_organization_id_status (organization_id, status), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index business_hours_rules (schedule_id)
ALTER TABLE business_hours_rules ADD KEY opbx_business_hours_rules_schedule_id (schedule_id), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index business_hours_destinations (schedule_id)
ALTER TABLE business_hours_destinations ADD KEY opbx_business_hours_destinations_schedule_id (schedule_id), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index ivr_menus (organization_id, status)
ALTER TABLE ivr_menus ADD KEY opbx_ivr_menus_organization_id_status (organization_id, status), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index ivr_menu_options (ivr_menu_id)
ALTER TABLE ivr_menu_options ADD KEY opbx_ivr_menu_options_ivr_menu_id (ivr_menu_id), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index conference_rooms (organization_id, status)
ALTER TABLE conference_rooms ADD KEY opbx_conference_rooms_organization_id_status (organization_id, status), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index conference_rooms (extension_id)
ALTER TABLE conference_rooms ADD KEY opbx_conference_rooms_extension_id (extension_id), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index outbound_whitelists (organization_id)
ALTER TABLE outbound_whitelists ADD KEY opbx_outbound_whitelists_organization_id (organization_id), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index recordings (call_id)
ALTER TABLE recordings ADD KEY opbx_recordings_call_id (call_id), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index recordings (organization_id, status)
ALTER TABLE recordings ADD KEY opbx_recordings_organization_id_status (organization_id, status), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index recordings (organization_id, created_at)
ALTER TABLE recordings ADD KEY opbx_recordings_organization_id_created_at (organization_id, created_at), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index session_updates (session_id)
ALTER TABLE session_updates ADD KEY opbx_session_updates_session_id (session_id), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index session_updates (call_id)
ALTER TABLE session_updates ADD KEY opbx_session_updates_call_id (call_id), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index session_updates (organization_id, status)
ALTER TABLE session_updates ADD KEY opbx_session_updates_organization_id_status (organization_id, status), ALGORITHM=INPLACE, LOCK=NONE;

-- opbx: unless index session_updates (organization_id, created_at)
ALTER TABLE session_updates ADD KEY opbx_session_updates_organization_id_created_at (organization_id, created_at), ALGORITHM=INPLACE, LOCK=NONE;
