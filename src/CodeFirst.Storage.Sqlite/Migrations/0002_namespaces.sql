-- State is a number of temporal.api.enums.v1.NamespaceState; 1 is REGISTERED. Search attributes are JSON: name to number of IndexedValueType.

ALTER TABLE namespaces ADD COLUMN state INTEGER NOT NULL DEFAULT 1;

ALTER TABLE namespaces ADD COLUMN search_attributes TEXT NOT NULL DEFAULT '{}';

ALTER TABLE namespaces ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
