-- The application name of the node's connections, by which others see that its process has ended: they end with it. Null where it is not the node's own.
ALTER TABLE nodes ADD COLUMN session text COLLATE "C";
