#!/usr/bin/env bash
# A Redis master with a replica and three sentinels for tests, on loopback: service `opbx`, quorum 2, a master counts as
# down after 2 s. A start brings back what does not run, in the role that it last had.
#   eng/servers/redis-sentinel.sh start|stop|status|remove|install [NAME]
# Environment: OPBX_TEST_SERVERS. docs/build.md has more.
. "$(dirname "${BASH_SOURCE[0]}")/shared.sh"
. "$servers/redis-node.sh"
read_arguments redis-sentinel "$@"
sweep
alone redis install_server
install_server
[ "$verb" = start ] || exit 0

sentinels=(sentinel1 sentinel2 sentinel3)
claim "$instance"
start_node "$instance/data1" '' server
start_node "$instance/data2" '' server "replicaof 127.0.0.1 $(< "$instance/data1/port")"
for node in "${sentinels[@]}"; do
  start_node "$instance/$node" '' sentinel "sentinel monitor opbx 127.0.0.1 $(< "$instance/data1/port") 2" \
    'sentinel down-after-milliseconds opbx 2000' 'sentinel failover-timeout opbx 5000'
done

# A sentinel is ready when it knows one replica, the two others and a master that answers.
is_informed() {
  local state
  state=$(ask "$instance/$1" sentinel master opbx | paste -d= - -)
  [[ $state == *num-slaves=1* && $state == *num-other-sentinels=2* && $state == *flags=master$'\n'* ]]
}
is_linked() { [[ $(ask "$instance/data1" info replication)$(ask "$instance/data2" info replication) == *master_link_status:up* ]]; }
for node in "${sentinels[@]}"; do wait_for 120 "$node did not find the others" is_informed "$node"; done
wait_for 120 'the replica did not find its master' is_linked

printf 'connection=%s\nservice=opbx\n' "$(addresses "${sentinels[@]}")"
for node in data1 data2 "${sentinels[@]}"; do announce "$node" "$instance/$node"; done
