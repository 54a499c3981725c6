#!/usr/bin/env bash
# A Redis cluster of three masters for tests, on loopback. A start brings back the nodes that do not run.
#   eng/servers/redis-cluster.sh start|stop|status|remove|install [NAME]
# Environment: OPBX_TEST_SERVERS. docs/build.md has more.
. "$(dirname "${BASH_SOURCE[0]}")/shared.sh"
. "$servers/redis-node.sh"
read_arguments redis-cluster "$@"
sweep
alone redis install_server
install_server
[ "$verb" = start ] || exit 0

nodes=(node1 node2 node3)
claim "$instance"
for node in "${nodes[@]}"; do
  start_node "$instance/$node" '' server 'cluster-enabled yes' 'cluster-config-file nodes.conf' \
    'cluster-node-timeout 2000' 'cluster-require-full-coverage no' "cluster-port $(choose_port "$instance/$node/bus")"
done

if [ ! -e "$instance/formed" ]; then
  redis-cli --cluster create $(addresses "${nodes[@]}" | tr ',' ' ') --cluster-yes > "$instance/create.log" 2>&1 ||
    { tail -n 5 "$instance/create.log" >&2; fail "the cluster could not be formed; see $instance/create.log"; }
  touch "$instance/formed"
fi
is_whole() { [ "$(ask "$instance/$1" cluster info | grep -cE '^cluster_(state:ok|slots_ok:16384)')" = 2 ]; }
for node in "${nodes[@]}"; do wait_for 120 "$node did not see the whole cluster" is_whole "$node"; done

printf 'connection=%s\n' "$(addresses "${nodes[@]}")"
for node in "${nodes[@]}"; do announce "$node" "$instance/$node"; done
