# Sourced by test.sh. start_postgres starts a PostgreSQL server of the tests' own, in a temporary folder on a free port, and exports its connection string
# for them; stop_postgres ends it and deletes the folder. A server that CODEFIRST_TEST_POSTGRES names already is used as it is.

postgres_folder=

start_postgres() {
  if [ -n "${CODEFIRST_TEST_POSTGRES:-}" ]; then
    return 0
  fi

  local bin
  if ! bin=$(find_postgres); then
    install_postgres
    bin=$(find_postgres)
  fi
  if [ -z "$bin" ]; then
    echo "PostgreSQL is not installed, and the tests need a real one: install it ('apt-get install postgresql', 'brew install postgresql'), set PG_BIN to" >&2
    echo "the folder that holds initdb, or set CODEFIRST_TEST_POSTGRES to the connection string of a server on which databases may be created" >&2
    return 1
  fi

  # PostgreSQL refuses to run as root.
  as_server=()
  postgres_folder=$(mktemp -d "${TMPDIR:-/tmp}/codefirst-postgres-XXXXXX")
  if [ "$(id -u)" -eq 0 ]; then
    as_server=(runuser -u postgres --)
    chown postgres "$postgres_folder"
  fi

  postgres_ctl=("${as_server[@]}" "$bin/pg_ctl" -D "$postgres_folder/data" -w)
  if ! "${as_server[@]}" "$bin/initdb" -D "$postgres_folder/data" -U postgres -A trust -E UTF8 --locale=C --no-sync > "$postgres_folder/initdb.log" 2>&1; then
    cat "$postgres_folder/initdb.log" >&2
    return 1
  fi

  local port
  for _ in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 12000))
    if "${postgres_ctl[@]}" -l "$postgres_folder/data/server.log" \
      -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='$postgres_folder' -c max_connections=300 -c shared_buffers=128MB" start > /dev/null < /dev/null; then
      export CODEFIRST_TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=postgres;Database=postgres"
      return 0
    fi
  done

  cat "$postgres_folder/data/server.log" >&2
  return 1
}

stop_postgres() {
  if [ -n "$postgres_folder" ]; then
    "${postgres_ctl[@]}" -m immediate stop > /dev/null 2>&1
    rm -rf "$postgres_folder"
    postgres_folder=
  fi
}

# Prints the folder of the newest PostgreSQL on this machine.
find_postgres() {
  local candidate
  for candidate in "${PG_BIN:-}" $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV) "$(dirname "$(command -v initdb)" 2> /dev/null)"; do
    if [ -x "$candidate/initdb" ] && [ -x "$candidate/pg_ctl" ]; then
      echo "$candidate"
      return 0
    fi
  done
  return 1
}

install_postgres() {
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get > /dev/null; then
    return 1
  fi

  echo "installing PostgreSQL" >&2
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql; } > /dev/null 2>&1
}
