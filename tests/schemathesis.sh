#!/usr/bin/env bash
# The service against its own contract: schemathesis 4 reads /openapi.json and tries to make the centre answer what the
# contract does not know. Over both engines, by several roles. Needs `pip install 'schemathesis>=4,<5'`; the half over
# PostgreSQL needs its server's programs. What is missing is said and left out.
#
#   tests/schemathesis.sh                     a few minutes, the same requests every time
#   EXAMPLES=100 SEED=7 tests/schemathesis.sh more and others
#   PHASES=examples,coverage,fuzzing,stateful tests/schemathesis.sh   everything for every role
#   PROGRAM=… ROLES="Clerk" ENGINES=sqlite … another program, fewer roles, one engine
set -euo pipefail
cd "$(dirname "$0")/.."

EXAMPLES=${EXAMPLES:-5}
SEED=${SEED:-20260914}
ROLES=${ROLES:-Clerk Reviewer HallManager Auditor}
ENGINES=${ENGINES:-sqlite postgres}
TOOL=${SCHEMATHESIS:-$(command -v schemathesis || true)}
if [ -z "$TOOL" ] || ! [ -x "$TOOL" ]; then
    echo "skipped: schemathesis is not installed (pip install 'schemathesis>=4,<5')"
    exit 0
fi
if [ -z "${PROGRAM:-}" ]; then
    cargo build --locked
    PROGRAM=target/debug/chuangtai
fi
TOOL=$(realpath -s "$TOOL") PROGRAM=$(realpath "$PROGRAM")
CHECKS=not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance
CHECKS=$CHECKS,response_schema_conformance,negative_data_rejection,ignored_auth,unsupported_method

dir=$(mktemp -d)
chmod 755 "$dir"
server='' postgres=''
clean() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    # The server itself, and not the shell that started it.
    [ -z "$postgres" ] || kill -INT "$(head -1 "$dir/pg/data/postmaster.pid")" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$dir"
}
trap clean EXIT

# The programs of the newest PostgreSQL, and who may run them: the server refuses root.
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1 || true)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb || echo /none/initdb)")
as() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else "$@"; fi; }

start_postgres() {
    mkdir "$dir/pg"
    [ "$(id -u)" != 0 ] || chown postgres "$dir/pg"
    as "$bin/initdb" -D "$dir/pg/data" -A trust -U postgres -E UTF8 --locale=C --no-sync >"$dir/pg.log" 2>&1
    as "$bin/postgres" -D "$dir/pg/data" -k "$dir/pg" -c listen_addresses= -c fsync=off >>"$dir/pg.log" 2>&1 &
    postgres=$!
    until "$bin/psql" -h "$dir/pg" -U postgres -qc 'CREATE ROLE hall LOGIN' >>"$dir/pg.log" 2>&1; do
        kill -0 "$postgres" || { cat "$dir/pg.log"; exit 1; }
        sleep 0.2
    done
    "$bin/psql" -h "$dir/pg" -U postgres -qc 'CREATE DATABASE centre'
    "$PROGRAM" serve --db "postgres:///centre?host=$dir/pg&user=postgres" --prepare hall
}

# A token of the first person of a role.
token() {
    python3 - "$1" "$2" <<'PYTHON'
import json, sys, urllib.request as web
base, role = sys.argv[1:]
person = next(one for one in json.load(web.urlopen(base + "/v1/demo/people")) if one["role"] == role)
body = json.dumps({"person": person["id"]}).encode()
ask = web.Request(base + "/v1/demo/session", body, {"Content-Type": "application/json"})
print(json.load(web.urlopen(ask))["token"])
PYTHON
}

failed=0
for engine in $ENGINES; do
    if [ "$engine" = postgres ]; then
        if [ ! -x "$bin/initdb" ]; then
            echo "skipped: no PostgreSQL server is installed"
            continue
        fi
        start_postgres
        db="postgres:///centre?host=$dir/pg&user=hall"
    else
        db="$dir/centre.db"
    fi
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    base=http://127.0.0.1:$port
    "$PROGRAM" serve --realm demo --home "$dir/home-$engine" --db "$db" --listen "127.0.0.1:$port" >"$dir/serve.log" 2>&1 &
    server=$!
    until python3 -c "import urllib.request as web; web.urlopen('$base/readyz')" 2>/dev/null; do
        kill -0 "$server" || { cat "$dir/serve.log"; exit 1; }
        sleep 0.2
    done
    try() {
        local role=$1 phases=$2
        shift 2
        echo "== $engine, $role: $*"
        # Without a token every operation answers 401, and nothing would be tried.
        local token
        token=$(token "$base" "$role")
        (cd "$dir" && "$TOOL" run "$base/openapi.json" --header "Authorization: Bearer $token" \
            --phases "$phases" --checks "$CHECKS" --mode all \
            --max-examples "$EXAMPLES" --seed "$SEED" --generation-database none --suppress-health-check all \
            --request-timeout 60 --no-color "$@") || failed=1
    }
    # Left out: the stream of hints never ends, and who signs out is nobody afterwards; that one is tried by itself.
    # Coverage takes the longest and differs little between roles: one of them has it.
    phases=${PHASES:-examples,coverage,fuzzing,stateful}
    for role in $ROLES; do
        try "$role" "$phases" --exclude-path /v1/events --exclude-operation-id delete_v1_sessions_current
        phases=${PHASES:-examples,fuzzing,stateful}
    done
    try Clerk coverage --include-operation-id delete_v1_sessions_current
    kill "$server" && wait "$server" || true
    server=''
done
exit $failed
