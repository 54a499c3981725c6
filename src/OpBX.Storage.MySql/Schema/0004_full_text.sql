-- opbx: offline
-- Full-text search over names, descriptions and phone numbers. A table's first full-text index rebuilds the table.

-- opbx: unless fulltext organizations (name)
ALTER TABLE organizations ADD FULLTEXT KEY opbx_organizations_fulltext (name);

-- opbx: unless fulltext users (name, phone)
ALTER TABLE users ADD FULLTEXT KEY opbx_users_fulltext (name, phone);

-- opbx: unless fulltext did_numbers (phone_number, friendly_name)
ALTER TABLE did_numbers ADD FULLTEXT KEY opbx_did_numbers_fulltext (phone_number, friendly_name);

-- opbx: unless fulltext ring_groups (name, description)
ALTER TABLE ring_groups ADD FULLTEXT KEY opbx_ring_groups_fulltext (name, description);

-- opbx: unless fulltext business_hours_schedules (name, description)
ALTER TABLE business_hours_schedules ADD FULLTEXT KEY opbx_business_hours_schedules_fulltext (name, description);

-- opbx: unless fulltext ivr_menus (name, description)
ALTER TABLE ivr_menus ADD FULLTEXT KEY opbx_ivr_menus_fulltext (name, description);

-- opbx: unless fulltext conference_rooms (name, description)
ALTER TABLE conference_rooms ADD FULLTEXT KEY opbx_conference_rooms_fulltext (name, description);

-- opbx: unless fulltext outbound_whitelists (name, description)
ALTER TABLE outbound_whitelists ADD FULLTEXT KEY opbx_outbound_whitelists_fulltext (name, description);
