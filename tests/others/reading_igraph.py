"""What igraph reads in a GraphML file: how many nodes and edges of each table, and each flow with its two ends."""

import json
import sys
from collections import Counter

import igraph

graph = igraph.Graph.Read_GraphML(sys.argv[1])
flows = graph.es.select(table_eq="FLOWS_TO")
found = {
    "directed": graph.is_directed(),
    "nodes": Counter(graph.vs.select(derived_eq=False)["table"]),
    "edges": Counter(graph.es["table"]),
    "flows": sorted(
        [graph.vs[each.source]["label"], graph.vs[each.target]["label"], each["standing"]] for each in flows
    ),
}
sys.stdout.write(json.dumps(found))
