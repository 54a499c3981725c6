#!/usr/bin/env bash
# One Redis server for tests, on loopback, in a private folder, without persistence.
#   eng/servers/redis.sh start|stop|status|remove|install [NAME]
# Environment: OPBX_TEST_SERVERS, OPBX_REDIS_PORT (else any free port). docs/build.md has more.
. "$(dirname "${BASH_SOURCE[0]}")/shared.sh"
. "$servers/redis-node.sh"
read_arguments redis "$@"
sweep
alone redis install_server
install_server
[ "$verb" = start ] || exit 0

claim "$instance"
start_node "$instance" "${OPBX_REDIS_PORT:-}" server
printf 'connection=127.0.0.1:%s\n' "$(< "$instance/port")"
announce server "$instance"
