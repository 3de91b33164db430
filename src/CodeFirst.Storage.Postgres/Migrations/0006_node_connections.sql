-- The process of PostgreSQL that serves the connection on which the node listens, by which others see that the node has ended: the connection ends with it.
-- Null until it listens.
ALTER TABLE nodes
  DROP COLUMN session,
  ADD COLUMN backend integer;
