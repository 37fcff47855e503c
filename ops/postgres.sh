#!/bin/sh
# A throw-away PostgreSQL for tests:  ops/postgres.sh start | stop FOLDER
# start prints two lines to be taken over by eval: TEST_DATABASE_URL and POSTGRES_FOLDER.
# It listens on loopback alone, and belongs to a user without rights, for PostgreSQL refuses root.
set -eu

say() { printf 'postgres: %s\n' "$*" >&2; }
fail() {
    say "$@"
    exit 1
}

find_programs() {
    for folder in $(printf '%s\n' "$PATH" | tr ':' ' ') /usr/lib/postgresql/*/bin /usr/pgsql-*/bin; do
        if [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ]; then
            programs=$folder
            return
        fi
    done
    fail "initdb and pg_ctl are missing; install PostgreSQL (on Debian: apt-get install postgresql)"
}

# Runs a program as the owner of the data.
as_owner() {
    if [ "$(id -u)" != 0 ]; then
        "$@"
    elif command -v runuser >/dev/null 2>&1; then
        runuser -u "$owner" -- "$@"
    else
        setpriv --reuid="$owner" --regid="$(id -g "$owner")" --clear-groups -- "$@"
    fi
}

find_owner() {
    owner=$(id -un)
    if [ "$owner" = root ]; then
        owner=postgres
        id "$owner" >/dev/null 2>&1 || owner=nobody
    fi
}

free_port() {
    for python in .venv/bin/python python3 python; do
        "$python" -c 'import socket
with socket.socket() as s:
    s.bind(("127.0.0.1", 0))
    print(s.getsockname()[1])' 2>/dev/null && return
    done
    fail "no Python was found to choose a free port with"
}

start() {
    find_programs
    find_owner
    port=$(free_port)
    folder=$(mktemp -d "${TMPDIR:-/tmp}/bot-postgres.XXXXXX")
    if [ "$(id -u)" = 0 ]; then chown "$owner" "$folder"; fi
    as_owner "$programs/initdb" --pgdata "$folder/data" --username bot --auth trust \
        --encoding UTF8 --locale C --no-sync >"$folder.log" 2>&1 || fail "initdb failed, see $folder.log"
    # Nothing here must outlive a loss of power, so nothing waits for the disk.
    as_owner "$programs/pg_ctl" --pgdata "$folder/data" --log "$folder/log" --wait --timeout 60 start \
        --options "-c listen_addresses=127.0.0.1 -p $port -k $folder -c fsync=off -c full_page_writes=off" \
        >>"$folder.log" 2>&1 || fail "it did not start, see $folder/log"
    rm -f "$folder.log"
    printf 'TEST_DATABASE_URL=postgresql://bot@127.0.0.1:%s/postgres\n' "$port"
    printf 'POSTGRES_FOLDER=%s\n' "$folder"
}

stop() {
    case $1 in */bot-postgres.*) ;; *) fail "'$1' is no folder of a throw-away PostgreSQL" ;; esac
    [ -d "$1/data" ] || fail "'$1' holds no database"
    find_programs
    find_owner
    as_owner "$programs/pg_ctl" --pgdata "$1/data" --mode immediate --wait stop >/dev/null
    rm -rf "$1"
}

case ${1:-} in
start) start ;;
stop) stop "${2:?which folder?}" ;;
*)
    say "expected start, or stop FOLDER"
    exit 2
    ;;
esac
